namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>The newest traces that a filter takes.</summary>
/// <param name="Total">How many it takes of those held.</param>
/// <param name="Traces">The newest of them, newest first.</param>
/// <param name="Resources">All services that sent spans.</param>
internal sealed record TracePage(int Total, IReadOnlyList<TraceSummary> Traces, IReadOnlyList<string> Resources);
