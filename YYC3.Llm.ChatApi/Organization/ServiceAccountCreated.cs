using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A new service account, with its key; the key's value is shown this once.</summary>
internal sealed record ServiceAccountCreated(string Object, string Id, string Name, string Role, long CreatedAt, ServiceAccountKey? ApiKey)
{
    public static ServiceAccountCreated From(ServiceAccountRow row, ServiceAccountKey? key) =>
        new(ServiceAccount.ObjectName, row.Id, row.Name, row.Role, Microseconds.ToUnixSeconds(row.CreatedAt), key);
}
