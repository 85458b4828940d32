using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Who calls, as the API key says.</summary>
/// <param name="Tenant">The key's project.</param>
/// <param name="KeyId">The key's id, <c>key_…</c>; never the key.</param>
/// <param name="User">The user that the key belongs to; null when it belongs to nobody in particular.</param>
/// <param name="Role">What the key may do.</param>
/// <param name="Scopes">What the key is restricted to, such as <c>api.files.read</c>; empty: not restricted.</param>
internal sealed record Principal(TenantId Tenant, string KeyId, string? User, KeyRole Role, IReadOnlyList<string> Scopes);
