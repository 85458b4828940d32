using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>Who made an admin key: the holder of another one, or, for the bootstrap key, whoever runs the installation.</summary>
internal sealed record AdminApiKeyOwner(string Type, string Object, string Id, string Name, long CreatedAt, string Role)
{
    private const string Operator = "user_operator";

    public static AdminApiKeyOwner From(ApiKeyRow row) => new(
        "user",
        "organization.user",
        row.UserId ?? row.CreatedBy ?? Operator,
        row.UserId ?? (row.CreatedBy is { } key ? $"Holder of {key}" : "Operator"),
        Microseconds.ToUnixSeconds(row.CreatedAt),
        "owner");
}
