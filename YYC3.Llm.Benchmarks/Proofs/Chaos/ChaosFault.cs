namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>One way in which the first deployment of a model fails.</summary>
/// <param name="Script">The fault, as a parameter of the simulator's script.</param>
/// <param name="When">Whether it strikes a stream before its first content, after it, or leaves the answer whole.</param>
internal sealed record ChaosFault(string Script, ChaosFault.Moment When)
{
    /// <summary>The share of calls that faults strike.</summary>
    public const string Odds = "0.3";

    /// <summary>All of them. Positions count a stream's events: the role comes first, then the text.</summary>
    public static IReadOnlyList<ChaosFault> All { get; } =
    [
        new("status=503", Moment.Before),
        new("status=429+1", Moment.Before),
        new("ok-error", Moment.Before),
        new("reset=@0", Moment.Before),
        new("eof=@1", Moment.Before),
        new("error=500@1", Moment.Before),
        new("stall=20s@0", Moment.Before),
        new("cut=@4", Moment.After),
        new("reset=@9", Moment.After),
        new("eof=@6", Moment.After),
        new("error=500@2", Moment.After),
        new("usage=missing", Moment.Never),
    ];

    /// <summary>When a fault strikes.</summary>
    public enum Moment
    {
        /// <summary>Before the commit point: nobody notices.</summary>
        Before,

        /// <summary>After it: the caller has got text already.</summary>
        After,

        /// <summary>The answer is whole; only its books are not.</summary>
        Never,
    }
}
