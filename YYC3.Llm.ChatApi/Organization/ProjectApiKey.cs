using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A project's key; its value was shown when it was made.</summary>
internal sealed record ProjectApiKey(
    string Object, string RedactedValue, string Name, long CreatedAt, long? LastUsedAt, string Id, string OwnerProjectAccess, KeyOwner Owner)
{
    public static ProjectApiKey From(ApiKeyRow row) => new(
        "organization.project.api_key",
        row.Redacted,
        row.Name,
        Microseconds.ToUnixSeconds(row.CreatedAt),
        row.LastUsedAt is { } used ? Microseconds.ToUnixSeconds(used) : null,
        row.Id,
        row.AccountRole == KeyRole.None.Name ? "inactive" : "active",
        KeyOwner.From(row));
}
