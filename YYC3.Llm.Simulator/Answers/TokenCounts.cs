namespace YYC3.Llm.Simulator.Answers;

/// <summary>The counts an answer reports, in OpenAI's inclusive way: prompt includes cached and written, completion includes reasoning.</summary>
internal sealed record TokenCounts(int Prompt, int Cached, int Completion, int Reasoning)
{
    /// <summary>Nothing counted: what some providers report before the end.</summary>
    public static readonly TokenCounts Zero = new(0, 0, 0, 0);

    /// <summary>Prompt tokens written into a cache of five minutes.</summary>
    public int Write5m { get; init; }

    /// <summary>Prompt tokens written into a cache of an hour.</summary>
    public int Write1h { get; init; }

    /// <summary>Audio tokens among the completion.</summary>
    public int Audio { get; init; }

    /// <summary>Audio tokens among the prompt.</summary>
    public int AudioIn { get; init; }

    /// <summary>Prompt tokens that no cache has to do with.</summary>
    public int Uncached => Math.Max(Prompt - Cached - Write5m - Write1h, 0);

    /// <summary>The counts after the given share of the answer.</summary>
    public TokenCounts After(int events, int of) =>
        this with { Completion = (int)((long)Completion * events / Math.Max(of, 1)), Reasoning = (int)((long)Reasoning * events / Math.Max(of, 1)) };
}
