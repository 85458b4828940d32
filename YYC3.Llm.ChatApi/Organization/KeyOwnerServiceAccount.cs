namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A service account that owns a key.</summary>
internal sealed record KeyOwnerServiceAccount(string Id, string Name, long CreatedAt, string Role);
