namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A new admin key; its value is shown this once.</summary>
internal sealed record AdminApiKeyCreated(
    string Object, string Id, string Name, string RedactedValue, long CreatedAt, long? ExpiresAt, long? LastUsedAt, AdminApiKeyOwner Owner, string Value)
{
    public static AdminApiKeyCreated From(AdminApiKey key, string value) =>
        new(key.Object, key.Id, key.Name, key.RedactedValue, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.Owner, value);
}
