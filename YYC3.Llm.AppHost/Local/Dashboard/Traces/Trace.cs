namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>The spans of one trace so far. Not safe for several threads: the store locks.</summary>
internal sealed class Trace(string id)
{
    /// <summary>More would not be read in a waterfall; a loop that makes spans shall not fill the store.</summary>
    public const int MostSpans = 2_000;

    private const long MostBytes = 16L << 20;

    private readonly List<Span> spans = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private TraceSummary? summary;
    private int dropped;

    /// <summary>32 hex digits.</summary>
    public string Id => id;

    /// <summary>An estimate of the memory it takes, in bytes.</summary>
    public long Size { get; private set; } = 500;

    /// <summary>The spans, in the order they arrived.</summary>
    public IReadOnlyList<Span> Spans => spans;

    /// <summary>Its line in the list.</summary>
    public TraceSummary Summary => summary ??= TraceSummary.Of(id, spans, dropped);

    /// <summary>Takes a span in; one that is here already (an exporter's repeated attempt) or is too many is not kept.</summary>
    public void Add(Span span)
    {
        if (spans.Count == MostSpans || (spans.Count > 0 && Size + span.Size > MostBytes))
        {
            dropped++;
            summary = null;
        }
        else if (known.Add(span.SpanId))
        {
            spans.Add(span);
            Size += span.Size;
            summary = null;
        }
    }
}
