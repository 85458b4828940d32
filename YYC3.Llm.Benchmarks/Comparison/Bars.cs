using System.Text;
using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>The floors that our services are held against, each as one ratio within the same run.</summary>
internal sealed class Bars(IReadOnlyDictionary<string, Standing> standings)
{
    private readonly List<(string What, double Value, double Bar, bool AtLeast)> bars = [];

    /// <summary>The table of bars; nothing where none of our services was measured.</summary>
    public string Write()
    {
        Add("Router, plain requests/s of YARP", "router", "yarp", s => s.Plain, f => f.PerSecond, 1.0, atLeast: true);
        Add("Router, CPU per request of YARP", "router", "yarp", s => s.Plain, f => f.ProcessorPer1000, 1.0, atLeast: false);
        Add("Router, plain requests/s of YARP, with limits, metering, ledger and telemetry on", "router", "yarp", s => s.Plain, f => f.PerSecond, 0.8, atLeast: true);
        AddDifference("Router, added p50 at a fixed rate, ms", "router", "direct", f => f.P50, 1);
        AddDifference("Router, added p99 at a fixed rate, ms", "router", "direct", f => f.P99, 4);
        if (standings.TryGetValue("cache", out var cached))
        {
            bars.Add(("Router, p50 of a response-cache hit at a fixed rate, ms", Median.Of(cached.Paced.Select(figures => figures.P50)), 1, false));
        }

        Add("ChatApi → Router, plain requests/s of YARP", "chain", "yarp", s => s.Plain, f => f.PerSecond, 0.7, atLeast: true);
        Add("ChatApi → Router, first text p50 of two bare hops", "chain", "bare2", s => s.Streams, f => f.P50, 1.25, atLeast: false);
        if (bars.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder("\n## Bars\n\n| | measured | bar | |\n|---|---|---|---|\n");
        foreach (var (what, value, bar, atLeast) in bars)
        {
            text.Append($"| {what} | {value:F2} | {(atLeast ? "≥" : "≤")} {bar:F2} | {((atLeast ? value >= bar : value <= bar) ? "met" : "missed")} |\n");
        }

        return text.ToString();
    }

    private void AddDifference(string what, string ours, string theirs, Func<Figures, double> pick, double bar)
    {
        if (standings.TryGetValue(ours, out var our) && standings.TryGetValue(theirs, out var their))
        {
            bars.Add((what, Median.Of(our.Paced.Select(pick)) - Median.Of(their.Paced.Select(pick)), bar, false));
        }
    }

    private void Add(string what, string ours, string theirs, Func<Standing, List<Figures>> measurement, Func<Figures, double> pick, double bar, bool atLeast)
    {
        if (standings.TryGetValue(ours, out var our) && standings.TryGetValue(theirs, out var their))
        {
            bars.Add((what, Median.Of(measurement(our).Select(pick)) / Median.Of(measurement(their).Select(pick)), bar, atLeast));
        }
    }
}
