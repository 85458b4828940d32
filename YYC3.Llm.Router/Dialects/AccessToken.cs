namespace YYC3.Llm.Router.Dialects;

/// <summary>A short-lived token.</summary>
/// <param name="Value">The token.</param>
/// <param name="RenewAt">From when on another one is asked for; before it ends.</param>
internal sealed record AccessToken(string Value, DateTimeOffset RenewAt);
