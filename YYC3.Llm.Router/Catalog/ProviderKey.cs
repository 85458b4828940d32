namespace YYC3.Llm.Router.Catalog;

/// <summary>One key of a provider.</summary>
/// <param name="Id">Names the key without giving it away: <c>zhipu#0</c>.</param>
/// <param name="Value">The key itself.</param>
/// <param name="Bearer">The value of the Authorization header, made once.</param>
internal sealed record ProviderKey(string Id, string Value, string Bearer);
