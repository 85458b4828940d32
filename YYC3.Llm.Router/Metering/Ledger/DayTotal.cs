namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>What some records add to one row of <c>usage_days</c>.</summary>
/// <param name="key">Which row.</param>
internal sealed class DayTotal(DayKey key)
{
    /// <summary>The columns that are added up, but for the cost.</summary>
    public static readonly string[] Counts = ["requests", "failures", "estimated", "unpriced", "input_uncached", "cache_read", "cache_write", "output", "reasoning", "audio_input", "audio_output"];

    /// <summary>Which row.</summary>
    public DayKey Key => key;

    public long Requests { get; private set; }

    public long Failures { get; private set; }

    public long Estimated { get; private set; }

    public long Unpriced { get; private set; }

    public long InputUncached { get; private set; }

    public long CacheRead { get; private set; }

    public long CacheWrite { get; private set; }

    public long Output { get; private set; }

    public long Reasoning { get; private set; }

    public long AudioInput { get; private set; }

    public long AudioOutput { get; private set; }

    /// <summary>In the key's currency.</summary>
    public decimal Cost { get; private set; }

    /// <summary>The totals of records, in one order everywhere, so that two instances never wait for each other's rows.</summary>
    public static IEnumerable<DayTotal> Of(IReadOnlyList<UsageRecord> records)
    {
        var totals = new Dictionary<DayKey, DayTotal>();
        foreach (var record in records)
        {
            var key = DayKey.Of(record);
            if (!totals.TryGetValue(key, out var total))
            {
                totals.Add(key, total = new DayTotal(key));
            }

            total.Add(record);
        }

        return totals.Values.OrderBy(total => total.Key.Columns);
    }

    private void Add(UsageRecord record)
    {
        var usage = record.Usage;
        Requests++;
        Failures += record.End is "upstream_error" or "refused" ? 1 : 0;
        Estimated += record.Estimated is not null ? 1 : 0;
        Unpriced += record.Cost is null ? 1 : 0;
        InputUncached += usage.InputUncached;
        CacheRead += usage.CacheRead;
        CacheWrite += usage.CacheWrite + usage.CacheWrite1h;
        Output += usage.Output;
        Reasoning += usage.Reasoning;
        AudioInput += usage.AudioInput;
        AudioOutput += usage.AudioOutput;
        Cost += record.Cost ?? 0;
    }
}
