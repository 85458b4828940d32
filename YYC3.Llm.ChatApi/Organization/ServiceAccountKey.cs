using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A new key; its value is shown this once.</summary>
internal sealed record ServiceAccountKey(string Object, string Value, string Name, long CreatedAt, string Id)
{
    public static ServiceAccountKey From(ApiKeyRow row, string value) =>
        new("organization.project.service_account.api_key", value, row.Name, Microseconds.ToUnixSeconds(row.CreatedAt), row.Id);
}
