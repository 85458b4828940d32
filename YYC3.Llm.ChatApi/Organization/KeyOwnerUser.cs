using System.ComponentModel;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A user who owns a key, on the wire.</summary>
[Description("A user who owns a key.")]
internal sealed record KeyOwnerUser(string Id, string Email, string Name, long CreatedAt, string Role);
