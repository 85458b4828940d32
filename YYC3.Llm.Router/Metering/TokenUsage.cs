namespace YYC3.Llm.Router.Metering;

/// <summary>
/// What one attempt used, in tokens, each token counted once: the canonical form that every dialect's own counting is brought into.
/// Providers differ in what includes what: OpenAI's prompt tokens include the cached ones, Anthropic's input tokens exclude them.
/// </summary>
internal readonly record struct TokenUsage
{
    /// <summary>Prompt tokens that were neither read from a cache nor written to one.</summary>
    public long InputUncached { get; init; }

    /// <summary>Prompt tokens read from the provider's cache.</summary>
    public long CacheRead { get; init; }

    /// <summary>Prompt tokens written to the provider's cache for its usual time (Anthropic: 5 minutes).</summary>
    public long CacheWrite { get; init; }

    /// <summary>Prompt tokens written to the provider's cache for an hour.</summary>
    public long CacheWrite1h { get; init; }

    /// <summary>Tokens of the answer, reasoning included.</summary>
    public long Output { get; init; }

    /// <summary>Those of <see cref="Output"/> that were reasoning.</summary>
    public long Reasoning { get; init; }

    /// <summary>Those of <see cref="InputUncached"/> that were audio.</summary>
    public long AudioInput { get; init; }

    /// <summary>Those of <see cref="Output"/> that were audio.</summary>
    public long AudioOutput { get; init; }

    /// <summary>All tokens of the prompt.</summary>
    public long Input => InputUncached + CacheRead + CacheWrite + CacheWrite1h;

    /// <summary>The same with what cannot be put right: nothing below zero, no part larger than its whole.</summary>
    public TokenUsage Clamped()
    {
        var input = Math.Max(InputUncached, 0);
        var output = Math.Max(Output, 0);
        return new TokenUsage
        {
            InputUncached = input,
            CacheRead = Math.Max(CacheRead, 0),
            CacheWrite = Math.Max(CacheWrite, 0),
            CacheWrite1h = Math.Max(CacheWrite1h, 0),
            Output = output,
            Reasoning = Math.Clamp(Reasoning, 0, output),
            AudioInput = Math.Clamp(AudioInput, 0, input),
            AudioOutput = Math.Clamp(AudioOutput, 0, output),
        };
    }
}
