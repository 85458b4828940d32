using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Relay;

/// <summary>One attempt that has ended.</summary>
/// <param name="Number">Its place among the call's attempts, from 1.</param>
/// <param name="Candidate">Who was asked.</param>
/// <param name="End">How it ended.</param>
/// <param name="Failure">What went wrong; null when nothing did, or the caller left.</param>
/// <param name="Committed">Whether the caller got content from it.</param>
/// <param name="Duration">How long it took, all in all.</param>
/// <param name="FirstToken">From the request to the first content of a stream; null when there was none.</param>
/// <param name="Usage">What the provider said it used; null when it did not say.</param>
/// <param name="RawUsage">The provider's own usage object.</param>
/// <param name="ContentBytes">Bytes of content that came, for an estimate where <paramref name="Usage"/> is missing.</param>
internal sealed record Attempt(
    int Number,
    Candidate Candidate,
    CallEnd End,
    Failure? Failure,
    bool Committed,
    TimeSpan Duration,
    TimeSpan? FirstToken,
    TokenUsage? Usage,
    byte[]? RawUsage,
    long ContentBytes);
