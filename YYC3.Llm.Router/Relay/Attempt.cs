using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Relay;

/// <summary>One attempt that failed before the commit point.</summary>
/// <param name="Candidate">Who was asked.</param>
/// <param name="Failure">What came of it.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record Attempt(Candidate Candidate, Failure Failure, TimeSpan Duration);
