namespace YYC3.Llm.Router.Budgets;

/// <summary>How fast may be asked.</summary>
/// <param name="Id"><c>lim_…</c>.</param>
/// <param name="Tenant">Whose it is; empty for a key.</param>
/// <param name="Scope">tenant | key | user.</param>
/// <param name="Subject">The project, key or user.</param>
/// <param name="Requests">Requests a minute; null: any number.</param>
/// <param name="Tokens">Tokens a minute, prompt and answer; null: any number.</param>
/// <param name="CreatedAt">UTC microseconds.</param>
internal sealed record RateLimit(string Id, string Tenant, string Scope, string Subject, long? Requests, long? Tokens, long CreatedAt);
