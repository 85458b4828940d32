using System.Text.Json.Serialization;

namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>One line of the list of traces.</summary>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="Name">The name of its first span.</param>
/// <param name="Resource">The service that the first span came from.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="Duration">Nanoseconds from the first start to the last end.</param>
/// <param name="Resources">Its services, in the order they came in.</param>
/// <param name="Errors">How many spans failed.</param>
/// <param name="Models">The models it called, without repetition; empty when it called none.</param>
/// <param name="DroppedSpans">Spans that came after the limit for one trace.</param>
internal sealed record TraceSummary(
    string TraceId, string Name, string Resource, [property: JsonIgnore] long Start, [property: JsonIgnore] long Duration,
    IReadOnlyList<ResourceShare> Resources, int Errors, IReadOnlyList<string> Models, int DroppedSpans)
{
    /// <summary>When it began, in milliseconds since 1970.</summary>
    public double StartMs => Start / 1e6;

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs => Duration / 1e6;

    /// <summary>The summary of a trace of these spans; at least one.</summary>
    public static TraceSummary Of(string traceId, IReadOnlyList<Span> spans, int dropped)
    {
        var known = spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        var first = spans.OrderBy(span => span.ParentSpanId.Length == 0 ? 0 : known.Contains(span.ParentSpanId) ? 2 : 1).ThenBy(span => span.Start).First();
        var start = spans.Min(span => span.Start);
        return new(
            traceId, first.Name, first.Source.Resource, start, spans.Max(span => span.End) - start,
            [.. spans.OrderBy(span => span.Start).GroupBy(span => span.Source.Resource).Select(own => new ResourceShare(own.Key, own.Count(), own.Count(span => span.IsError)))],
            spans.Count(span => span.IsError),
            [.. spans.Where(span => span.IsModelCall).Select(ModelOf).Distinct(StringComparer.Ordinal)],
            dropped);
    }

    private static string ModelOf(Span span) =>
        span.Attribute("gen_ai.response.model") ?? span.Attribute("gen_ai.request.model")
        ?? span.Attribute("gen_ai.system") ?? span.Attribute("gen_ai.provider.name") ?? string.Empty;
}
