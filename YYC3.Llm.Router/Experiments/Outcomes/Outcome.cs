namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>What came of one call, or of a caller's judgement of it; null is what is not known or does not apply.</summary>
internal readonly record struct Outcome
{
    /// <summary>From the call's arrival to its end in seconds; of whole answers only.</summary>
    public double? Latency { get; init; }

    /// <summary>From the call's arrival to the first content of a streamed answer, in seconds.</summary>
    public double? FirstToken { get; init; }

    /// <summary>What the call cost, in the one currency that the installation counts in.</summary>
    public double? Cost { get; init; }

    /// <summary>Whether the arm's first choice failed to answer; null where the caller was at fault.</summary>
    public bool? Failed { get; init; }

    /// <summary>Tokens of a whole answer.</summary>
    public double? OutputTokens { get; init; }

    /// <summary>The caller's score, −1 to 1.</summary>
    public double? Feedback { get; init; }
}
