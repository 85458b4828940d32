using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A service account: a program that calls with keys of its own.</summary>
internal sealed record ServiceAccount(string Object, string Id, string Name, string Role, long CreatedAt)
{
    public const string ObjectName = "organization.project.service_account";

    public static ServiceAccount From(ServiceAccountRow row) => new(ObjectName, row.Id, row.Name, row.Role, Microseconds.ToUnixSeconds(row.CreatedAt));
}
