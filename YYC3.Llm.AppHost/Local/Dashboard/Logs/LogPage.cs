namespace YYC3.Llm.AppHost.Local.Dashboard.Logs;

/// <summary>The newest entries that a filter takes.</summary>
/// <param name="Total">How many it takes of those held.</param>
/// <param name="Entries">The newest of them, oldest first.</param>
/// <param name="Resources">All services that logged.</param>
internal sealed record LogPage(int Total, IReadOnlyList<LogEntry> Entries, IReadOnlyList<string> Resources);
