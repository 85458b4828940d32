namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>What tokens cost, in currency per 1,000,000 tokens. Null is unknown, which is never billed as 0.</summary>
internal sealed record Rates
{
    /// <summary>Prompt tokens that were neither read from a cache nor written to one.</summary>
    public decimal? In { get; init; }

    /// <summary>Prompt tokens read from the provider's cache. Unknown: they cost what <see cref="In"/> says, no discount being stated.</summary>
    public decimal? CachedIn { get; init; }

    /// <summary>Prompt tokens written to the cache for its usual time. Unknown: as <see cref="In"/>, no surcharge being stated.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Prompt tokens written to the cache for an hour. Unknown stays unknown: it never costs the same as the short time.</summary>
    public decimal? CacheWrite1h { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public decimal? Out { get; init; }

    /// <summary>All tokens of an answer that was reasoned about (DashScope's thinking mode). Unknown: as <see cref="Out"/>.</summary>
    public decimal? OutReasoning { get; init; }

    /// <summary>Audio of the prompt. Unknown: as <see cref="In"/>.</summary>
    public decimal? AudioIn { get; init; }

    /// <summary>Audio of the answer. Unknown: as <see cref="Out"/>.</summary>
    public decimal? AudioOut { get; init; }

    /// <summary>These rates, with what they leave open taken from others in proportion: prompt kinds as the input's rate changes, answer kinds as the output's.</summary>
    /// <param name="whole">The rates that say everything, such as those below a tier.</param>
    public Rates CompletedBy(Rates whole) => new()
    {
        In = In ?? whole.In,
        CachedIn = CachedIn ?? Scale(whole.CachedIn, In, whole.In),
        CacheWrite = CacheWrite ?? Scale(whole.CacheWrite, In, whole.In),
        CacheWrite1h = CacheWrite1h ?? Scale(whole.CacheWrite1h, In, whole.In),
        Out = Out ?? whole.Out,
        OutReasoning = OutReasoning ?? Scale(whole.OutReasoning, Out, whole.Out),
        AudioIn = AudioIn ?? Scale(whole.AudioIn, In, whole.In),
        AudioOut = AudioOut ?? Scale(whole.AudioOut, Out, whole.Out),
    };

    /// <summary>All of them times a factor.</summary>
    public Rates Times(decimal factor) => factor == 1 ? this : new Rates
    {
        In = In * factor,
        CachedIn = CachedIn * factor,
        CacheWrite = CacheWrite * factor,
        CacheWrite1h = CacheWrite1h * factor,
        Out = Out * factor,
        OutReasoning = OutReasoning * factor,
        AudioIn = AudioIn * factor,
        AudioOut = AudioOut * factor,
    };

    /// <summary>These rates, changed as a variant differs from its base.</summary>
    public Rates Scaled(Rates variant, Rates of) => new()
    {
        In = Scale(In, variant.In, of.In),
        CachedIn = Scale(CachedIn, variant.CachedIn, of.CachedIn),
        CacheWrite = Scale(CacheWrite, variant.CacheWrite, of.CacheWrite),
        CacheWrite1h = Scale(CacheWrite1h, variant.CacheWrite1h, of.CacheWrite1h),
        Out = Scale(Out, variant.Out, of.Out),
        OutReasoning = Scale(OutReasoning, variant.OutReasoning, of.OutReasoning),
        AudioIn = Scale(AudioIn, variant.AudioIn, of.AudioIn),
        AudioOut = Scale(AudioOut, variant.AudioOut, of.AudioOut),
    };

    private static decimal? Scale(decimal? rate, decimal? now, decimal? before) =>
        now is null || before is null || now == before ? rate : before == 0 ? null : rate * now / before;
}
