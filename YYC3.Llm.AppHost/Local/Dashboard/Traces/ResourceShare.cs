namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>How many spans of a trace came from one service.</summary>
/// <param name="Resource">The service.</param>
/// <param name="Spans">How many spans.</param>
/// <param name="Errors">How many of them failed.</param>
internal sealed record ResourceShare(string Resource, int Spans, int Errors);
