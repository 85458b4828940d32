using YYC3.Llm.AppHost.Local.Dashboard.Metrics;

namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>
/// ExportMetricsServiceRequest (resource_metrics = 1) to measurements: opentelemetry/proto/metrics/v1/metrics.proto.
/// Summary (11) is left out: no OpenTelemetry SDK makes one. The points themselves are <see cref="PointDecoder"/>'s.
/// </summary>
internal static class MetricDecoder
{
    /// <summary>False when the bytes are no such message; then nothing of them is to be used.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> request, List<Measurement> measurements)
    {
        var malformed = false;
        var reader = new ProtoReader(request, ref malformed);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                ResourceMetrics(reader.Message(), measurements);
            }
        }

        return !malformed;
    }

    /// <summary>ResourceMetrics: resource = 1, scope_metrics = 2.</summary>
    private static void ResourceMetrics(ProtoReader reader, List<Measurement> measurements)
    {
        var resource = "unknown";
        var first = reader;
        while (first.Next())
        {
            if (first.Field == 1)
            {
                (resource, _) = CommonDecoder.Resource(first.Message());
            }
        }

        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                ScopeMetrics(reader.Message(), resource, measurements);
            }
        }
    }

    /// <summary>ScopeMetrics: scope = 1, metrics = 2.</summary>
    private static void ScopeMetrics(ProtoReader reader, string resource, List<Measurement> measurements)
    {
        var meter = string.Empty;
        var first = reader;
        while (first.Next())
        {
            if (first.Field == 1)
            {
                meter = CommonDecoder.Scope(first.Message());
            }
        }

        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                Metric(reader.Message(), resource, meter, measurements);
            }
        }
    }

    /// <summary>Metric: name = 1, description = 2, unit = 3, gauge = 5, sum = 7, histogram = 9, exponential_histogram = 10.</summary>
    private static void Metric(ProtoReader reader, string resource, string meter, List<Measurement> measurements)
    {
        var instrument = new Instrument(resource, meter, string.Empty, string.Empty, string.Empty, InstrumentKind.Gauge);
        var first = reader;
        while (first.Next())
        {
            instrument = first.Field switch
            {
                1 => instrument with { Name = first.Text() },
                2 => instrument with { Description = first.Text() },
                3 => instrument with { Unit = first.Text() },
                _ => instrument,
            };
        }

        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 5 or 7: Points(reader.Message(), instrument, InstrumentKind.Gauge, isExponential: false, measurements); break;
                case 9: Points(reader.Message(), instrument, InstrumentKind.Histogram, isExponential: false, measurements); break;
                case 10: Points(reader.Message(), instrument, InstrumentKind.Histogram, isExponential: true, measurements); break;
            }
        }
    }

    /// <summary>Gauge, Sum, Histogram, ExponentialHistogram: data_points = 1, aggregation_temporality = 2 (1 is delta), is_monotonic = 3.</summary>
    private static void Points(ProtoReader reader, Instrument instrument, InstrumentKind kind, bool isExponential, List<Measurement> measurements)
    {
        var isDelta = false;
        var first = reader;
        while (first.Next())
        {
            switch (first.Field)
            {
                case 2: isDelta = first.Varint() == 1; break;
                case 3: kind = first.Varint() != 0 ? InstrumentKind.Counter : kind; break;
            }
        }

        instrument = instrument with { Kind = kind };
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                continue;
            }

            List<TelemetryAttribute> attributes = [];
            var point = kind != InstrumentKind.Histogram ? PointDecoder.Number(reader.Message(), attributes)
                : isExponential ? PointDecoder.Exponential(reader.Message(), attributes)
                : PointDecoder.Histogram(reader.Message(), attributes);
            if (point is not null)
            {
                attributes.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
                measurements.Add(new(instrument, attributes, point, isDelta));
            }
        }
    }
}
