using FsCheck.Xunit;
using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Metrics;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class DecoderTests
{
    private static readonly ProtoWriter Resource = new ProtoWriter().Attribute(1, "service.name", "router").Attribute(1, "service.instance.id", "i-1");
    private static readonly byte[] TraceId = Convert.FromHexString("0102030405060708090a0b0c0d0e0f10");
    private static readonly byte[] SpanId = Convert.FromHexString("a1a2a3a4a5a6a7a8");

    private static readonly byte[] Traces = Request(new ProtoWriter()
        .Bytes(1, TraceId).Bytes(2, SpanId).Bytes(4, new byte[8]).Text(5, "chat glm-5.2").Varint(6, 3).Fixed64(7, 1_000).Fixed64(8, 3_500)
        .Attribute(9, "gen_ai.system", "zhipu")
        .Message(11, new ProtoWriter().Fixed64(1, 2_000).Text(2, "first token").Attribute(3, "n", "1"))
        .Message(13, new ProtoWriter().Bytes(1, TraceId).Bytes(2, SpanId).Attribute(4, "why", "retry"))
        .Message(15, new ProtoWriter().Text(2, "too many requests").Varint(3, 2)));

    private static readonly byte[] Logs = Request(new ProtoWriter()
        .Varint(2, 17).Message(5, new ProtoWriter().Text(1, "failed")).Attribute(6, "event.name", "attempt.failed")
        .Bytes(9, TraceId).Bytes(10, SpanId).Fixed64(11, 42));

    private static readonly byte[] Metrics = Request(
        new ProtoWriter().Text(1, "calls").Text(2, "Calls.").Text(3, "{call}")
            .Message(7, new ProtoWriter().Message(1, new ProtoWriter().Fixed64(6, 5).Fixed64(3, 9).Attribute(7, "b", "2").Attribute(7, "a", "1")).Varint(2, 2).Varint(3, 1)),
        new ProtoWriter().Text(1, "load").Message(5, new ProtoWriter().Message(1, new ProtoWriter().Double(4, 0.5).Fixed64(3, 9))),
        new ProtoWriter().Text(1, "duration").Message(9, new ProtoWriter()
            .Message(1, new ProtoWriter().Fixed64(3, 9).Fixed64(4, 3).Double(5, 6).Bytes(6, Packed(1, 2)).Bytes(7, BitConverter.GetBytes(2.0)))),
        new ProtoWriter().Text(1, "size").Message(10, new ProtoWriter()
            .Message(1, new ProtoWriter().Fixed64(3, 9).Double(5, 6).Varint(6, 0).Fixed64(7, 4).Message(8, new ProtoWriter().Varint(1, 2).Bytes(2, [1, 0, 3])))));

    [Fact]
    public void TraceDecoder_ASpanWithEverything_ReadsAll()
    {
        List<Span> spans = [];
        Assert.True(TraceDecoder.TryDecode(Traces, spans));
        var span = Assert.Single(spans);
        Assert.Equal(new TelemetrySource("router", "i-1", "our scope"), span.Source);
        Assert.Equal(("0102030405060708090a0b0c0d0e0f10", "a1a2a3a4a5a6a7a8", "", "chat glm-5.2", "Client"), (span.TraceId, span.SpanId, span.ParentSpanId, span.Name, span.Kind));
        Assert.Equal((1_000L, 3_500L, "Error", "too many requests", true), (span.Start, span.End, span.Status, span.StatusMessage, span.IsModelCall));
        Assert.Equal([new TelemetryAttribute("gen_ai.system", "zhipu")], span.Attributes);
        Assert.Equal((2_000L, "first token"), (Assert.Single(span.Events).Time, span.Events[0].Name));
        Assert.Equal([new TelemetryAttribute("why", "retry")], Assert.Single(span.Links).Attributes);
    }

    [Fact]
    public void LogDecoder_ARecordOfAnOlderSender_TakesNameAndTimeFromElsewhere()
    {
        List<LogEntry> entries = [];
        Assert.True(LogDecoder.TryDecode(Logs, entries));
        var entry = Assert.Single(entries);
        Assert.Equal(("failed", LogSeverity.Error, "attempt.failed", 42L), (entry.Message, entry.Severity, entry.EventName, entry.Time));
    }

    [Fact]
    public void MetricDecoder_EveryKind_ReadsThePoints()
    {
        List<Measurement> read = [];
        Assert.True(MetricDecoder.TryDecode(Metrics, read));
        Assert.Equal([InstrumentKind.Counter, InstrumentKind.Gauge, InstrumentKind.Histogram, InstrumentKind.Histogram], read.Select(one => one.Instrument.Kind));
        Assert.Equal(["a", "b"], read[0].Attributes.Select(attribute => attribute.Key));
        Assert.Equal((5.0, 0.5), (read[0].Point.Value, read[1].Point.Value));
        Assert.Equal([2.0], read[2].Point.Buckets!.Bounds);
        Assert.Equal([1L, 2L], read[2].Point.Buckets!.Counts);

        // Scale 0 has the base 2, so offset 1 (zigzag 2) begins at 2: zeros up to 2, then (2,4], (4,8], (8,16].
        Assert.Equal([2.0, 4, 8, 16], read[3].Point.Buckets!.Bounds);
        Assert.Equal([4L, 1, 0, 3, 0], read[3].Point.Buckets!.Counts);
    }

    [Fact]
    public void TryDecode_CutAtEveryByte_IsRefusedOrReadsNothingWhole()
    {
        for (var length = 1; length < Traces.Length; length++)
        {
            Assert.False(TraceDecoder.TryDecode(Traces.AsSpan(0, length), []));
        }

        for (var length = 1; length < Logs.Length; length++)
        {
            Assert.False(LogDecoder.TryDecode(Logs.AsSpan(0, length), []));
        }

        for (var length = 1; length < Metrics.Length; length++)
        {
            Assert.False(MetricDecoder.TryDecode(Metrics.AsSpan(0, length), []));
        }
    }

    [Property(MaxTest = 3_000)]
    public bool TryDecode_AnyChangedByte_NeverThrows(ushort at, byte value, bool cut)
    {
        foreach (var request in new[] { Traces, Logs, Metrics })
        {
            byte[] changed = [.. request];
            changed[at % changed.Length] = value;
            changed = cut ? changed[..(value % changed.Length)] : changed;
            TraceDecoder.TryDecode(changed, []);
            LogDecoder.TryDecode(changed, []);
            var metrics = new MetricStore();
            List<Measurement> read = [];
            if (MetricDecoder.TryDecode(changed, read))
            {
                metrics.Add(read);
                foreach (var one in metrics.Instruments())
                {
                    metrics.Chart(one.Resource, one.Meter, one.Name);
                }
            }
        }

        return true;
    }

    [Fact]
    public void ToExplicit_TooManyBuckets_MergesNeighboursAndLosesNoCount()
    {
        var merged = ExponentialBuckets.ToExplicit(scale: 3, zeros: 5, offset: -7, [.. Enumerable.Repeat(2UL, 160)]);
        Assert.InRange(merged.Counts.Length, 20, 43);
        Assert.Equal(325, merged.Total);
        Assert.Equal(merged.Bounds, merged.Bounds.Order());
    }

    private static byte[] Request(params ReadOnlySpan<ProtoWriter> items)
    {
        var scope = new ProtoWriter();
        foreach (var item in items)
        {
            scope.Message(2, item);
        }

        scope.Message(1, new ProtoWriter().Text(1, "our scope")); // Behind what it describes, as protobuf allows.
        return new ProtoWriter().Message(1, new ProtoWriter().Message(2, scope).Message(1, Resource)).ToArray();
    }

    private static byte[] Packed(params ReadOnlySpan<ulong> values)
    {
        List<byte> bytes = [];
        foreach (var value in values)
        {
            bytes.AddRange(BitConverter.GetBytes(value));
        }

        return [.. bytes];
    }
}
