using YYC3.Llm.AppHost.Local.Dashboard.Metrics;

namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>
/// The data points of opentelemetry/proto/metrics/v1/metrics.proto. All have start_time_unix_nano = 2 and time_unix_nano = 3.
/// A point without a recorded or a finite value is null.
/// </summary>
internal static class PointDecoder
{
    /// <summary>DataPointFlags.NO_RECORDED_VALUE_MASK.</summary>
    private const ulong NoValue = 1;

    /// <summary>A histogram with more buckets than a chart can use is not kept: its memory is the sender's choice.</summary>
    private const int MostBuckets = 256;

    /// <summary>NumberDataPoint: as_double = 4, as_int = 6 (sfixed64), attributes = 7, flags = 8.</summary>
    public static MetricPoint? Number(ProtoReader reader, List<TelemetryAttribute> attributes)
    {
        var (start, time, value, flags) = (0L, 0L, 0.0, 0UL);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: start = (long)reader.Fixed64(); break;
                case 3: time = (long)reader.Fixed64(); break;
                case 4: value = reader.Double(); break;
                case 6: value = (long)reader.Fixed64(); break;
                case 7: attributes.Add(CommonDecoder.Attribute(reader.Message())); break;
                case 8: flags = reader.Varint(); break;
            }
        }

        return (flags & NoValue) == 0 && double.IsFinite(value) ? new(time, start, value, null) : null;
    }

    /// <summary>HistogramDataPoint: sum = 5, bucket_counts = 6, explicit_bounds = 7, attributes = 9, flags = 10.</summary>
    public static MetricPoint? Histogram(ProtoReader reader, List<TelemetryAttribute> attributes)
    {
        var (start, time, sum, flags) = (0L, 0L, 0.0, 0UL);
        List<ulong> counts = [];
        List<ulong> bounds = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: start = (long)reader.Fixed64(); break;
                case 3: time = (long)reader.Fixed64(); break;
                case 5: sum = reader.Double(); break;
                case 6: reader.AddFixed64(counts); break;
                case 7: reader.AddFixed64(bounds); break;
                case 9: attributes.Add(CommonDecoder.Attribute(reader.Message())); break;
                case 10: flags = reader.Varint(); break;
            }
        }

        if ((flags & NoValue) != 0 || !double.IsFinite(sum) || counts.Count != bounds.Count + 1 || counts.Count > MostBuckets)
        {
            return null;
        }

        var upper = bounds.ConvertAll(bits => BitConverter.UInt64BitsToDouble(bits));
        return upper.TrueForAll(double.IsFinite)
            ? new(time, start, sum, new Distribution([.. upper], [.. counts.ConvertAll(count => (long)count)]))
            : null;
    }

    /// <summary>
    /// ExponentialHistogramDataPoint: attributes = 1, sum = 5, scale = 6 (sint32), zero_count = 7 (fixed64),
    /// positive = 8, negative = 9, flags = 10.
    /// </summary>
    public static MetricPoint? Exponential(ProtoReader reader, List<TelemetryAttribute> attributes)
    {
        var (start, time, sum, flags, scale, zeros, offset) = (0L, 0L, 0.0, 0UL, 0, 0L, 0);
        List<ulong> counts = [];
        List<ulong> negative = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: attributes.Add(CommonDecoder.Attribute(reader.Message())); break;
                case 2: start = (long)reader.Fixed64(); break;
                case 3: time = (long)reader.Fixed64(); break;
                case 5: sum = reader.Double(); break;
                case 6: scale = (int)reader.ZigZag(); break;
                case 7: zeros += (long)reader.Fixed64(); break;
                case 8: offset = Buckets(reader.Message(), counts); break;
                case 9: Buckets(reader.Message(), negative); break;
                case 10: flags = reader.Varint(); break;
            }
        }

        if ((flags & NoValue) != 0 || !double.IsFinite(sum))
        {
            return null;
        }

        foreach (var count in negative)
        {
            zeros += (long)count;
        }

        return new(time, start, sum, ExponentialBuckets.ToExplicit(scale, zeros, offset, counts));
    }

    /// <summary>Buckets: offset = 1 (sint32), bucket_counts = 2.</summary>
    private static int Buckets(ProtoReader reader, List<ulong> counts)
    {
        var offset = 0;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: offset = (int)reader.ZigZag(); break;
                case 2: reader.AddVarints(counts); break;
            }
        }

        return offset;
    }
}
