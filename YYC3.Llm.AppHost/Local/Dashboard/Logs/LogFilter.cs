namespace YYC3.Llm.AppHost.Local.Dashboard.Logs;

/// <summary>Which log entries are asked for; what is null does not matter.</summary>
/// <param name="Resource">Of this service.</param>
/// <param name="Level">At least this grave.</param>
/// <param name="Text">With this in the message, category, event or an attribute, in any case.</param>
/// <param name="TraceId">Of this trace.</param>
/// <param name="SpanId">Of this span.</param>
internal sealed record LogFilter(string? Resource = null, LogSeverity? Level = null, string? Text = null, string? TraceId = null, string? SpanId = null)
{
    /// <summary>Whether an entry is asked for.</summary>
    public bool Takes(LogEntry entry) =>
        (Resource is null || entry.Source.Resource == Resource)
        && (Level is null || entry.Severity >= Level)
        && (TraceId is null || entry.TraceId == TraceId)
        && (SpanId is null || entry.SpanId == SpanId)
        && (string.IsNullOrEmpty(Text) || Mentions(entry, Text));

    private static bool Mentions(LogEntry entry, string text)
    {
        if (Has(entry.Message, text) || Has(entry.Source.Scope, text) || Has(entry.EventName, text) || Has(entry.TraceId, text))
        {
            return true;
        }

        foreach (var (_, value) in entry.Attributes)
        {
            if (Has(value, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
