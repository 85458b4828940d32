namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>How a call ended.</summary>
/// <param name="Call">The call.</param>
/// <param name="How">How.</param>
/// <param name="Said">What was said of it.</param>
internal sealed record ChaosResult(ChaosCall Call, ChaosResult.End How, string? Said)
{
    /// <summary>The ends a call can have.</summary>
    public enum End
    {
        /// <summary>The whole text, once, with its end marker.</summary>
        Whole,

        /// <summary>The beginning of the text, then an error event.</summary>
        ErrorEvent,

        /// <summary>An HTTP error.</summary>
        Refused,

        /// <summary>Router's connection broke off: what a kill does.</summary>
        Broken,

        /// <summary>What must never be: text twice or missing, an answer that only looks whole.</summary>
        Wrong,
    }
}
