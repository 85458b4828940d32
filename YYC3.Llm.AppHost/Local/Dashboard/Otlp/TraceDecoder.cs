using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>ExportTraceServiceRequest (resource_spans = 1) to spans: opentelemetry/proto/trace/v1/trace.proto.</summary>
internal static class TraceDecoder
{
    private static readonly string[] Kinds = ["Internal", "Internal", "Server", "Client", "Producer", "Consumer"];
    private static readonly string[] Statuses = ["Unset", "Ok", "Error"];

    /// <summary>False when the bytes are no such message; then nothing of them is to be used.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> request, List<Span> spans)
    {
        var malformed = false;
        var reader = new ProtoReader(request, ref malformed);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                ResourceSpans(reader.Message(), spans);
            }
        }

        return !malformed;
    }

    /// <summary>ResourceSpans: resource = 1, scope_spans = 2.</summary>
    private static void ResourceSpans(ProtoReader reader, List<Span> spans)
    {
        var (name, instance) = ("unknown", string.Empty);
        var first = reader; // The resource may stand behind the spans that it describes.
        while (first.Next())
        {
            if (first.Field == 1)
            {
                (name, instance) = CommonDecoder.Resource(first.Message());
            }
        }

        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                ScopeSpans(reader.Message(), name, instance, spans);
            }
        }
    }

    /// <summary>ScopeSpans: scope = 1, spans = 2.</summary>
    private static void ScopeSpans(ProtoReader reader, string name, string instance, List<Span> spans)
    {
        var scope = string.Empty;
        var first = reader;
        while (first.Next())
        {
            if (first.Field == 1)
            {
                scope = CommonDecoder.Scope(first.Message());
            }
        }

        var source = new TelemetrySource(name, instance, scope);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                spans.Add(Span(reader.Message(), source));
            }
        }
    }

    /// <summary>
    /// Span: trace_id = 1, span_id = 2, parent_span_id = 4, name = 5, kind = 6, start_time_unix_nano = 7,
    /// end_time_unix_nano = 8, attributes = 9, events = 11, links = 13, status = 15.
    /// </summary>
    private static Span Span(ProtoReader reader, TelemetrySource source)
    {
        var (traceId, spanId, parent, name) = (string.Empty, string.Empty, string.Empty, string.Empty);
        var (start, end, kind) = (0L, 0L, 0UL);
        var (status, message) = (0UL, string.Empty);
        List<TelemetryAttribute> attributes = [];
        List<SpanEvent> events = [];
        List<SpanLink> links = [];
        var size = MemoryEstimate.Item(reader.Length);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: traceId = reader.Hex(); break;
                case 2: spanId = reader.Hex(); break;
                case 4: parent = reader.Hex(); break;
                case 5: name = reader.Text(); break;
                case 6: kind = reader.Varint(); break;
                case 7: start = (long)reader.Fixed64(); break;
                case 8: end = (long)reader.Fixed64(); break;
                case 9: attributes.Add(CommonDecoder.Attribute(reader.Message())); break;
                case 11: events.Add(Event(reader.Message())); break;
                case 13: links.Add(Link(reader.Message())); break;
                case 15: (message, status) = Status(reader.Message()); break;
            }
        }

        return new Span
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = parent.AsSpan().ContainsAnyExcept('0') ? parent : string.Empty,
            Source = source,
            Name = name,
            Kind = Kinds[kind < (ulong)Kinds.Length ? (int)kind : 0],
            Start = start,
            End = Math.Max(start, end),
            Status = Statuses[status < (ulong)Statuses.Length ? (int)status : 0],
            StatusMessage = message,
            Attributes = attributes,
            Events = events,
            Links = links,
            Size = size + MemoryEstimate.Attributes(attributes.Count),
        };
    }

    /// <summary>Span.Event: time_unix_nano = 1, name = 2, attributes = 3.</summary>
    private static SpanEvent Event(ProtoReader reader)
    {
        var (time, name) = (0L, string.Empty);
        List<TelemetryAttribute> attributes = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: time = (long)reader.Fixed64(); break;
                case 2: name = reader.Text(); break;
                case 3: attributes.Add(CommonDecoder.Attribute(reader.Message())); break;
            }
        }

        return new(time, name, attributes);
    }

    /// <summary>Span.Link: trace_id = 1, span_id = 2, attributes = 4.</summary>
    private static SpanLink Link(ProtoReader reader)
    {
        var (traceId, spanId) = (string.Empty, string.Empty);
        List<TelemetryAttribute> attributes = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: traceId = reader.Hex(); break;
                case 2: spanId = reader.Hex(); break;
                case 4: attributes.Add(CommonDecoder.Attribute(reader.Message())); break;
            }
        }

        return new(traceId, spanId, attributes);
    }

    /// <summary>Status: message = 2, code = 3.</summary>
    private static (string Message, ulong Code) Status(ProtoReader reader)
    {
        var (message, code) = (string.Empty, 0UL);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: message = reader.Text(); break;
                case 3: code = reader.Varint(); break;
            }
        }

        return (message, code);
    }
}
