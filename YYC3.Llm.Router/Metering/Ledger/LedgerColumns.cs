using System.Text;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>The columns of <c>usage_records</c> and what goes into them.</summary>
internal static class LedgerColumns
{
    /// <summary>All of them, in the order of <see cref="Names"/>.</summary>
    public static readonly LedgerColumn[] All =
    [
        Text("id", record => record.Id),
        Text("instance", record => record.Instance),
        Number("sequence", record => record.Sequence),
        Text("request_id", record => record.RequestId),
        Number("attempt", record => record.Attempt),
        Text("tenant", record => record.Tenant),
        Text("key_id", record => record.KeyId),
        Text("user_id", record => record.User ?? ""),
        Text("conversation", record => record.Conversation),
        Text("model", record => record.Model),
        Text("deployment", record => record.Deployment ?? ""),
        Text("provider", record => record.Provider ?? ""),
        Text("dialect", record => record.Dialect),
        Text("operation", record => record.Operation),
        Number("started_at", record => record.StartedAt),
        Number("duration", record => record.Duration),
        Number("first_token", record => record.FirstToken),
        Text("ended", record => record.End),
        Number("committed", record => record.Committed ? 1L : 0L),
        Number("input_uncached", record => record.Usage.InputUncached),
        Number("cache_read", record => record.Usage.CacheRead),
        Number("cache_write", record => record.Usage.CacheWrite),
        Number("cache_write_1h", record => record.Usage.CacheWrite1h),
        Number("output", record => record.Usage.Output),
        Number("reasoning", record => record.Usage.Reasoning),
        Number("audio_input", record => record.Usage.AudioInput),
        Number("audio_output", record => record.Usage.AudioOutput),
        Text("raw_usage", record => record.RawUsage is { } raw ? Encoding.UTF8.GetString(raw) : null),
        Text("estimated", record => record.Estimated),
        Text("service_tier", record => record.ServiceTier),
        Text("price_version", record => record.PriceVersion),
        Amount("cost", record => record.Cost),
        Text("currency", record => record.Currency ?? ""),
        Text("warnings", record => record.Warnings),
    ];

    public static readonly string Names = string.Join(", ", All.Select(column => column.Name));

    private static LedgerColumn Text(string name, Func<UsageRecord, string?> value) => new(name, value, null, null);

    private static LedgerColumn Number(string name, Func<UsageRecord, long?> value) => new(name, null, value, null);

    private static LedgerColumn Amount(string name, Func<UsageRecord, decimal?> value) => new(name, null, null, value);
}
