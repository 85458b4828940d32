namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>One term of a bill: so many tokens of a kind at a rate.</summary>
/// <param name="Kind">What the tokens were.</param>
/// <param name="Tokens">How many.</param>
/// <param name="Rate">Currency per 1,000,000 of them; null when it is unknown.</param>
internal readonly record struct BillLine(TokenKind Kind, long Tokens, decimal? Rate)
{
    /// <summary>Tokens × rate / 1,000,000, exactly; null when the rate is unknown and there are tokens.</summary>
    public decimal? Amount => Tokens == 0 ? 0 : Tokens * Rate / 1_000_000m;
}

/// <summary>Kinds of tokens that are priced apart. Each token of a usage is of exactly one kind.</summary>
internal enum TokenKind
{
    Input,
    AudioInput,
    CachedInput,
    CacheWrite,
    CacheWrite1h,
    Output,
    AudioOutput,
}
