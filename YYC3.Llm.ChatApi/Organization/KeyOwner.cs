using System.Text.Json.Serialization;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>Whose a project's key is: a user's or a service account's; the other one is left out.</summary>
internal sealed record KeyOwner(
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] KeyOwnerUser? User = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] KeyOwnerServiceAccount? ServiceAccount = null)
{
    public static KeyOwner From(ApiKeyRow row) => row.ServiceAccountId is { } account
        ? new KeyOwner("service_account", ServiceAccount: new KeyOwnerServiceAccount(account, row.AccountName ?? "", Microseconds.ToUnixSeconds(row.AccountCreatedAt ?? row.CreatedAt), row.AccountRole ?? ""))
        : new KeyOwner("user", new KeyOwnerUser(row.UserId ?? "", "", row.UserId ?? "", Microseconds.ToUnixSeconds(row.CreatedAt), row.Role));
}
