namespace YYC3.Llm.ChatApi.Access;

/// <summary>A key as the database holds it, with what its project and its service account say. Times are UTC microseconds.</summary>
internal sealed record KeyRow(
    string Id, string Tenant, string Role, string Scopes, string? UserId, long? ExpiresAt, long? RevokedAt, long? ArchivedAt, string? AccountRole);
