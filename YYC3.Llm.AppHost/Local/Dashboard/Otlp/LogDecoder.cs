using YYC3.Llm.AppHost.Local.Dashboard.Logs;

namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>ExportLogsServiceRequest (resource_logs = 1) to log entries: opentelemetry/proto/logs/v1/logs.proto.</summary>
internal static class LogDecoder
{
    /// <summary>False when the bytes are no such message; then nothing of them is to be used.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> request, List<LogEntry> entries)
    {
        var malformed = false;
        var reader = new ProtoReader(request, ref malformed);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                ResourceLogs(reader.Message(), entries);
            }
        }

        return !malformed;
    }

    /// <summary>ResourceLogs: resource = 1, scope_logs = 2.</summary>
    private static void ResourceLogs(ProtoReader reader, List<LogEntry> entries)
    {
        var (name, instance) = ("unknown", string.Empty);
        var first = reader;
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
                ScopeLogs(reader.Message(), name, instance, entries);
            }
        }
    }

    /// <summary>ScopeLogs: scope = 1, log_records = 2.</summary>
    private static void ScopeLogs(ProtoReader reader, string name, string instance, List<LogEntry> entries)
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
                entries.Add(Record(reader.Message(), source));
            }
        }
    }

    /// <summary>
    /// LogRecord: time_unix_nano = 1, severity_number = 2, body = 5, attributes = 6, trace_id = 9, span_id = 10,
    /// observed_time_unix_nano = 11, event_name = 12. The event's name may also be an attribute of older senders.
    /// </summary>
    private static LogEntry Record(ProtoReader reader, TelemetrySource source)
    {
        var (time, observed, severity) = (0L, 0L, 0UL);
        var (body, eventName, traceId, spanId) = (string.Empty, string.Empty, string.Empty, string.Empty);
        List<TelemetryAttribute> attributes = [];
        var size = MemoryEstimate.Item(reader.Length);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: time = (long)reader.Fixed64(); break;
                case 2: severity = reader.Varint(); break;
                case 5: body = CommonDecoder.Value(reader.Message()); break;
                case 6: attributes.Add(CommonDecoder.Attribute(reader.Message())); break;
                case 9: traceId = reader.Hex(); break;
                case 10: spanId = reader.Hex(); break;
                case 11: observed = (long)reader.Fixed64(); break;
                case 12: eventName = reader.Text(); break;
            }
        }

        return new LogEntry
        {
            Source = source,
            Time = time == 0 ? observed : time,
            Severity = severity is >= 1 and <= 24 ? (LogSeverity)((severity - 1) / 4) : LogSeverity.Information,
            Message = body,
            EventName = eventName.Length > 0 ? eventName : NamedByAttribute(attributes),
            TraceId = traceId,
            SpanId = spanId,
            Attributes = attributes,
            Size = size + MemoryEstimate.Attributes(attributes.Count),
        };
    }

    private static string NamedByAttribute(List<TelemetryAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Key is "event.name" or "logrecord.event.name")
            {
                return attribute.Value;
            }
        }

        return string.Empty;
    }
}
