namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A user who owns a key.</summary>
internal sealed record KeyOwnerUser(string Id, string Email, string Name, long CreatedAt, string Role);
