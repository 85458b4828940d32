using System.Text;

namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>
/// The last twenty minutes of every series, within <paramref name="mostSeries"/> series and an estimated
/// <paramref name="mostBytes"/> of memory; the series that was silent longest makes room for a new one.
/// </summary>
internal sealed class MetricStore(int mostSeries = 2_000, long mostBytes = 32L << 20)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<MetricSeries>> series = new(StringComparer.Ordinal);
    private readonly LinkedList<MetricSeries> bySilence = new(); // The longest silent first.
    private long bytes;

    /// <summary>How many series are held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return series.Count;
            }
        }
    }

    /// <summary>Takes an export in.</summary>
    public void Add(IReadOnlyList<Measurement> measurements)
    {
        lock (gate)
        {
            foreach (var measurement in measurements)
            {
                Add(measurement);
            }
        }
    }

    /// <summary>All instruments, by resource, meter and name.</summary>
    public IReadOnlyList<Instrument> Instruments()
    {
        lock (gate)
        {
            return [.. bySilence.Select(one => one.Instrument)
                .DistinctBy(one => (one.Resource, one.Meter, one.Name))
                .OrderBy(one => one.Resource, StringComparer.Ordinal)
                .ThenBy(one => one.Meter, StringComparer.Ordinal)
                .ThenBy(one => one.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>The chart of an instrument; null when nothing of it was received.</summary>
    public InstrumentChart? Chart(string resource, string meter, string name)
    {
        lock (gate)
        {
            var own = bySilence
                .Where(one => one.Instrument.Name == name && one.Instrument.Meter == meter && one.Instrument.Resource == resource)
                .OrderBy(Key, StringComparer.Ordinal)
                .ToList();
            return own.Count == 0 ? null : InstrumentChart.Of(own);
        }
    }

    private void Add(Measurement measurement)
    {
        var one = new MetricSeries(measurement.Instrument, measurement.Attributes);
        var key = Key(one);
        if (series.TryGetValue(key, out var node))
        {
            bySilence.Remove(node);
        }
        else
        {
            series[key] = node = new LinkedListNode<MetricSeries>(one);
            bytes += one.Size;
        }

        bySilence.AddLast(node);
        var before = node.Value.Size;
        node.Value.Add(measurement.Point, measurement.IsDelta);
        bytes += node.Value.Size - before;
        while ((series.Count > mostSeries || bytes > mostBytes) && series.Count > 1)
        {
            var silent = bySilence.First!.Value;
            bySilence.RemoveFirst();
            series.Remove(Key(silent));
            bytes -= silent.Size;
        }
    }

    private static string Key(MetricSeries one)
    {
        var key = new StringBuilder().Append(one.Instrument.Resource).Append('\0').Append(one.Instrument.Meter).Append('\0').Append(one.Instrument.Name);
        foreach (var (name, value) in one.Attributes)
        {
            key.Append('\0').Append(name).Append('\0').Append(value);
        }

        return key.ToString();
    }
}
