namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>
/// The newest traces, within <paramref name="mostTraces"/> and an estimated <paramref name="mostBytes"/> of memory. A late
/// span joins its trace; the trace whose first span arrived longest ago makes room.
/// </summary>
internal sealed class TraceStore(int mostTraces = 2_000, long mostBytes = 64L << 20)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Trace> traces = new(StringComparer.Ordinal);
    private readonly Queue<Trace> byAge = new();
    private long bytes;

    /// <summary>How many traces are held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return traces.Count;
            }
        }
    }

    /// <summary>Takes an export in. Spans without a valid id are no spans (16 and 8 bytes: trace.proto).</summary>
    public void Add(IReadOnlyList<Span> spans)
    {
        lock (gate)
        {
            foreach (var span in spans)
            {
                if (span is { TraceId.Length: 32, SpanId.Length: 16 })
                {
                    Add(span);
                }
            }
        }
    }

    /// <summary>The newest <paramref name="limit"/> traces that the filter takes.</summary>
    public TracePage Find(TraceFilter filter, int limit)
    {
        lock (gate)
        {
            List<TraceSummary> taken = [.. byAge.Where(trace => filter.Takes(trace.Summary, trace.Spans)).Select(trace => trace.Summary)];
            return new(
                taken.Count,
                [.. taken.OrderByDescending(summary => summary.Start).Take(limit)],
                [.. byAge.SelectMany(trace => trace.Summary.Resources).Select(own => own.Resource).Distinct().Order(StringComparer.Ordinal)]);
        }
    }

    /// <summary>One trace; null when it is not, or no longer, held.</summary>
    public (TraceSummary Summary, IReadOnlyList<Span> Spans)? Find(string traceId)
    {
        lock (gate)
        {
            return traces.TryGetValue(traceId, out var trace) ? (trace.Summary, [.. trace.Spans]) : null;
        }
    }

    private void Add(Span span)
    {
        if (!traces.TryGetValue(span.TraceId, out var trace))
        {
            traces[span.TraceId] = trace = new Trace(span.TraceId);
            byAge.Enqueue(trace);
            bytes += trace.Size;
        }

        var before = trace.Size;
        trace.Add(span);
        bytes += trace.Size - before;
        while (traces.Count > mostTraces || (bytes > mostBytes && traces.Count > 1))
        {
            var oldest = byAge.Dequeue();
            traces.Remove(oldest.Id);
            bytes -= oldest.Size;
        }
    }
}
