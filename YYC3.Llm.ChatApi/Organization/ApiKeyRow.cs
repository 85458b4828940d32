namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A key as it is stored, but for its hash. Times are UTC microseconds.</summary>
internal sealed record ApiKeyRow(
    string Id,
    string Name,
    string Redacted,
    string Role,
    string? UserId,
    string? ServiceAccountId,
    string? CreatedBy,
    long CreatedAt,
    long? ExpiresAt,
    long? LastUsedAt,
    string? AccountName,
    string? AccountRole,
    long? AccountCreatedAt);
