namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>Which traces are asked for; what is null or false does not matter.</summary>
/// <param name="Resource">With a span of this service.</param>
/// <param name="Text">With this in its id or the name of a span, in any case.</param>
/// <param name="OnlyErrors">With a span that failed.</param>
/// <param name="OnlyModelCalls">With a call of a model.</param>
internal sealed record TraceFilter(string? Resource = null, string? Text = null, bool OnlyErrors = false, bool OnlyModelCalls = false)
{
    /// <summary>Whether a trace is asked for.</summary>
    public bool Takes(TraceSummary summary, IReadOnlyList<Span> spans) =>
        (!OnlyErrors || summary.Errors > 0)
        && (!OnlyModelCalls || summary.Models.Count > 0)
        && (Resource is null || summary.Resources.Any(own => own.Resource == Resource))
        && (string.IsNullOrEmpty(Text) || Has(summary.TraceId, Text)
            || summary.Models.Any(model => Has(model, Text)) || spans.Any(span => Has(span.Name, Text)));

    private static bool Has(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
