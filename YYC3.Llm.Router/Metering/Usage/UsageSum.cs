namespace YYC3.Llm.Router.Metering.Usage;

/// <summary>Sums of one group.</summary>
internal sealed record UsageSum(
    long Bucket, string Currency, IReadOnlyList<string> Groups, long Requests, long Failures, long Estimated, long Unpriced, long InputUncached, long CacheRead, long CacheWrite, long Output,
    long Reasoning, long AudioInput, long AudioOutput, decimal Cost);
