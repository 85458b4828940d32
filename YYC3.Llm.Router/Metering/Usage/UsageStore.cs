using System.Globalization;
using Dapper;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Metering.Usage;

/// <summary>Reads the ledger: single records, and sums from the daily rows where they answer the question exactly.</summary>
internal sealed class UsageStore(IDatabase database)
{
    private const long Day = 86_400_000_000;

    private static readonly string[] Texts = ["id", "request_id", "tenant", "key_id", "user_id", "conversation", "model", "deployment", "provider", "dialect", "operation", "ended", "raw_usage", "estimated", "service_tier", "price_version", "currency", "warnings", "instance"];

    private static readonly string[] Numbers = ["sequence", "attempt", "started_at", "duration", "first_token", "committed", "input_uncached", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning", "audio_input", "audio_output"];

    private static readonly string Columns = string.Join(", ", Texts.Concat(Numbers).Select(name => $"{name} as \"{name}\"")) + ", cast(cost as text) as \"cost\"";

    /// <summary>Records, newest first, one more than the limit when there are more.</summary>
    public async Task<IReadOnlyList<IDictionary<string, object?>>> ListAsync(UsageFilter filter, (long At, string Id)? after, int rows, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var values = new DynamicParameters(new { rows });
        var where = filter.Where("started_at", values, database.Backend == "postgres");
        if (after is var (at, id))
        {
            where += " and (started_at, id) < (@at, @id)";
            values.Add("at", at);
            values.Add("id", id);
        }

        // All projects: admins see what all of them used; a tenant is one of the filters.
        return [.. (await connection.QueryAsync(new CommandDefinition(
            $"select {Columns} from usage_records where {where} order by started_at desc, id desc limit @rows", values, cancellationToken: cancellationToken))).Cast<IDictionary<string, object?>>()];
    }

    public async Task<IDictionary<string, object?>?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // All projects: admins see what all of them used.
        return (IDictionary<string, object?>?)await connection.QuerySingleOrDefaultAsync(new CommandDefinition(
            $"select {Columns} from usage_records where id = @id", new { id }, cancellationToken: cancellationToken));
    }

    public async Task<string?> PriceAsync(string version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select price from price_versions where version = @version", new { version }, cancellationToken: cancellationToken));
    }

    /// <summary>Sums by currency and by what else they are to be told apart by.</summary>
    /// <param name="filter">Of which usage.</param>
    /// <param name="groups">Columns of the ledger.</param>
    /// <param name="width">Microseconds of a bucket; 0 for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<UsageSum>> SumAsync(UsageFilter filter, IReadOnlyList<string> groups, long width, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenExactAsync(cancellationToken);
        var values = new DynamicParameters();
        var days = filter.IsWholeDays && width % Day == 0;
        var at = days ? "day" : "started_at";
        var bucket = width == 0 ? "0" : $"({at} - {at} % {width.ToString(CultureInfo.InvariantCulture)})";
        var by = string.Concat(groups.Select(group => $", {group}"));
        var (requests, failures, estimated, unpriced, written) = days
            ? ("sum(requests)", "sum(failures)", "sum(estimated)", "sum(unpriced)", "sum(cache_write)")
            : ("count(*)", "sum(case when ended in ('upstream_error', 'refused') then 1 else 0 end)", "count(estimated)", "sum(case when cost is null then 1 else 0 end)", "sum(cache_write + cache_write_1h)");

        // All projects: admins see what all of them used; a tenant is one of the filters.
        var sql = $"""
            select {bucket} as "bucket", currency as "currency"{string.Concat(groups.Select(group => $", {group} as \"{group}\""))},
                   cast({requests} as bigint) as "requests", cast({failures} as bigint) as "failures", cast({estimated} as bigint) as "estimated", cast({unpriced} as bigint) as "unpriced",
                   cast(sum(input_uncached) as bigint) as "input_uncached", cast(sum(cache_read) as bigint) as "cache_read", cast({written} as bigint) as "cache_write", cast(sum(output) as bigint) as "output",
                   cast(sum(reasoning) as bigint) as "reasoning", cast(sum(audio_input) as bigint) as "audio_input", cast(sum(audio_output) as bigint) as "audio_output", {Decimals.Sum(database, "cost")} as "cost"
            from {(days ? "usage_days" : "usage_records")} where {filter.Where(at, values, database.Backend == "postgres")}
            group by 1, currency{by} order by 1, currency{by}
            """;
        var rows = await connection.QueryAsync(new CommandDefinition(sql, values, cancellationToken: cancellationToken));
        return [.. rows.Cast<IDictionary<string, object?>>().Select(row => new UsageSum(
            Convert.ToInt64(row["bucket"], CultureInfo.InvariantCulture),
            (string)row["currency"]!,
            [.. groups.Select(group => (string?)row[group] ?? "")],
            N(row, "requests"), N(row, "failures"), N(row, "estimated"), N(row, "unpriced"), N(row, "input_uncached"), N(row, "cache_read"), N(row, "cache_write"), N(row, "output"),
            N(row, "reasoning"), N(row, "audio_input"), N(row, "audio_output"), Decimals.Parse((string)row["cost"]!)))];

        static long N(IDictionary<string, object?> row, string name) => Convert.ToInt64(row[name], CultureInfo.InvariantCulture);
    }

    /// <summary>Closed outboxes, newest first.</summary>
    public async Task<IReadOnlyList<OutboxRow>> OutboxesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<OutboxRow>(new CommandDefinition(
            """
            select instance as "Instance", issued as "Issued", lost as "Lost", dropped as "Dropped", cut_off as "CutOff", closed_at as "ClosedAt"
            from outbox_instances order by closed_at desc limit 1000
            """,
            cancellationToken: cancellationToken))).AsList();
    }
}

/// <summary>Sums of one group.</summary>
internal sealed record UsageSum(
    long Bucket, string Currency, IReadOnlyList<string> Groups, long Requests, long Failures, long Estimated, long Unpriced, long InputUncached, long CacheRead, long CacheWrite, long Output,
    long Reasoning, long AudioInput, long AudioOutput, decimal Cost);

/// <summary>A closed outbox.</summary>
internal sealed record OutboxRow(string Instance, long Issued, long Lost, long Dropped, long CutOff, long ClosedAt);
