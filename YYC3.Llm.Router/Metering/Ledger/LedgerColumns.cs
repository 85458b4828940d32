using System.Text;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>The columns of <c>usage_records</c> and what goes into them.</summary>
internal static class LedgerColumns
{
    /// <summary>Name, PostgreSQL's type, value: string, long, long?, decimal? or null.</summary>
    public static readonly (string Name, string Type, Func<UsageRecord, object?> Value)[] All =
    [
        ("id", "text", record => record.Id),
        ("instance", "text", record => record.Instance),
        ("sequence", "bigint", record => record.Sequence),
        ("request_id", "text", record => record.RequestId),
        ("attempt", "bigint", record => (long)record.Attempt),
        ("tenant", "text", record => record.Tenant),
        ("key_id", "text", record => record.KeyId),
        ("user_id", "text", record => record.User ?? ""),
        ("conversation", "text", record => record.Conversation),
        ("model", "text", record => record.Model),
        ("deployment", "text", record => record.Deployment ?? ""),
        ("provider", "text", record => record.Provider ?? ""),
        ("dialect", "text", record => record.Dialect),
        ("operation", "text", record => record.Operation),
        ("started_at", "bigint", record => record.StartedAt),
        ("duration", "bigint", record => record.Duration),
        ("first_token", "bigint", record => record.FirstToken),
        ("ended", "text", record => record.End),
        ("committed", "bigint", record => record.Committed ? 1L : 0L),
        ("input_uncached", "bigint", record => record.Usage.InputUncached),
        ("cache_read", "bigint", record => record.Usage.CacheRead),
        ("cache_write", "bigint", record => record.Usage.CacheWrite),
        ("cache_write_1h", "bigint", record => record.Usage.CacheWrite1h),
        ("output", "bigint", record => record.Usage.Output),
        ("reasoning", "bigint", record => record.Usage.Reasoning),
        ("audio_input", "bigint", record => record.Usage.AudioInput),
        ("audio_output", "bigint", record => record.Usage.AudioOutput),
        ("raw_usage", "text", record => record.RawUsage is { } raw ? Encoding.UTF8.GetString(raw) : null),
        ("estimated", "text", record => record.Estimated),
        ("service_tier", "text", record => record.ServiceTier),
        ("price_version", "text", record => record.PriceVersion),
        ("cost", "numeric", record => record.Cost),
        ("currency", "text", record => record.Currency ?? ""),
        ("warnings", "text", record => record.Warnings),
    ];

    public static readonly string Names = string.Join(", ", All.Select(column => column.Name));
}
