using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>An admin key: it manages the installation, and calls models in the default project.</summary>
internal sealed record AdminApiKey(
    string Object, string Id, string Name, string RedactedValue, long CreatedAt, long? ExpiresAt, long? LastUsedAt, AdminApiKeyOwner Owner)
{
    public static AdminApiKey From(ApiKeyRow row) => new(
        "organization.admin_api_key",
        row.Id,
        row.Name,
        row.Redacted,
        Microseconds.ToUnixSeconds(row.CreatedAt),
        row.ExpiresAt is { } expires ? Microseconds.ToUnixSeconds(expires) : null,
        row.LastUsedAt is { } used ? Microseconds.ToUnixSeconds(used) : null,
        AdminApiKeyOwner.From(row));
}
