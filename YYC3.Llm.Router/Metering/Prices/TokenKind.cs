namespace YYC3.Llm.Router.Metering.Prices;

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
