namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>The order in which the spans of a trace are drawn: each below its parent, siblings by their start.</summary>
internal static class Waterfall
{
    /// <summary>
    /// Every span once, with its depth. A span whose parent never arrived stands at the top; so does one of a ring of
    /// parents, which only a broken sender makes.
    /// </summary>
    public static IReadOnlyList<(Span Span, int Depth)> Order(IReadOnlyList<Span> spans)
    {
        var known = spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = spans.ToLookup(span => known.Contains(span.ParentSpanId) && span.ParentSpanId != span.SpanId ? span.ParentSpanId : string.Empty, StringComparer.Ordinal);
        var ordered = new List<(Span, int)>(spans.Count);
        var drawn = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<(Span Span, int Depth)>(); // A stack of our own: a trace may be deeper than the thread's.
        foreach (var root in children[string.Empty].OrderBy(span => span.Start).Concat(spans.OrderBy(span => span.Start)))
        {
            open.Push((root, 0));
            while (open.TryPop(out var next))
            {
                if (!drawn.Add(next.Span.SpanId))
                {
                    continue;
                }

                ordered.Add(next);
                foreach (var child in children[next.Span.SpanId].OrderByDescending(span => span.Start))
                {
                    open.Push((child, next.Depth + 1));
                }
            }
        }

        return ordered;
    }
}
