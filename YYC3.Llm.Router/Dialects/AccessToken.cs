namespace YYC3.Llm.Router.Dialects;

/// <summary>A short-lived token.</summary>
/// <param name="Value">The token.</param>
/// <param name="RenewAt">From when on another one is asked for; before it ends.</param>
/// <param name="Ends">Until when it is taken, so that it serves on while none can be had in its place; null: until <paramref name="RenewAt"/>.</param>
internal sealed record AccessToken(string Value, DateTimeOffset RenewAt, DateTimeOffset? Ends = null);
