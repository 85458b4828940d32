using System.ComponentModel;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A service account that owns a key, on the wire.</summary>
[Description("A service account that owns a key.")]
internal sealed record KeyOwnerServiceAccount(string Id, string Name, long CreatedAt, string Role);
