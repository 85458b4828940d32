using System.Data.Common;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>The ledger's way into the database. Idempotent: a record that is there already changes nothing, also not the sums.</summary>
internal sealed class LedgerStore(IDatabase database, TimeProvider time)
{
    private const long Day = 86_400_000_000;

    /// <summary>Takes records, the prices they name and their part of the daily sums, in one transaction.</summary>
    /// <returns>How many were new.</returns>
    public async Task<int> IngestAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenExactAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var price in batch.Prices)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into price_versions (version, price) values (@Version, @price) on conflict (version) do nothing",
                new { price.Version, price = Encoding.UTF8.GetString(price.Json) }, transaction, cancellationToken: cancellationToken));
        }

        var added = batch.Records.Count == 0 ? [] : connection is NpgsqlConnection postgres
            ? await InsertAsync(postgres, transaction, batch.Records, cancellationToken)
            : Insert((SqliteConnection)connection, batch.Records);
        await AddUpAsync(connection, transaction, added, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added.Count;
    }

    /// <summary>Notes what an outbox numbered and what of that is missing, when all it held is in.</summary>
    public async Task<(long Lost, long CutOff)> CloseAsync(OutboxFolder folder, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // All projects: an outbox holds the records of all of them.
        var held = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from usage_records where instance = @Instance", new { folder.Instance }, cancellationToken: cancellationToken));
        var (issued, dropped, cutOff) = (folder.Counters.Issued, folder.Counters.Dropped, Math.Max(folder.Counters.InFlight, 0));
        var lost = Math.Max(issued - held - dropped, 0);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into outbox_instances (instance, issued, lost, dropped, cut_off, closed_at) values (@Instance, @issued, @lost, @dropped, @cutOff, @now)
            on conflict (instance) do update set issued = excluded.issued, lost = excluded.lost, dropped = excluded.dropped, cut_off = excluded.cut_off, closed_at = excluded.closed_at
            """,
            new { folder.Instance, issued, lost, dropped, cutOff, now = time.GetUtcNow().ToMicroseconds() }, cancellationToken: cancellationToken));
        return (lost + dropped, cutOff);
    }

    private static List<UsageRecord> Insert(SqliteConnection connection, List<UsageRecord> records)
    {
        using var insert = new SqliteUsageInsert(connection);
        return records.FindAll(insert.Insert);
    }

    private static async Task<List<UsageRecord>> InsertAsync(NpgsqlConnection connection, DbTransaction transaction, List<UsageRecord> records, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = (NpgsqlTransaction)transaction;
        var arrays = string.Join(", ", LedgerColumns.All.Select((column, i) => $"${i + 1}::{column.Type}[]"));

        // All projects: an outbox holds the records of all of them; each brings its tenant.
        command.CommandText = $"insert into usage_records ({LedgerColumns.Names}) select * from unnest({arrays}) on conflict (id) do nothing returning id";
        foreach (var (_, type, value) in LedgerColumns.All)
        {
            object array = type switch
            {
                "text" => records.ConvertAll(record => ((string?)value(record))?.Replace("\0", "", StringComparison.Ordinal)).ToArray(),
                "bigint" => records.ConvertAll(record => (long?)value(record)).ToArray(),
                _ => records.ConvertAll(record => (decimal?)value(record)).ToArray(),
            };
            command.Parameters.Add(new NpgsqlParameter { Value = array });
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetString(0));
            }
        }

        // An id that came twice in one batch was taken once.
        return records.FindAll(record => ids.Remove(record.Id));
    }

    private async Task AddUpAsync(DbConnection connection, DbTransaction transaction, List<UsageRecord> added, CancellationToken cancellationToken)
    {
        var sum = database.Backend == "postgres" ? "usage_days.cost + excluded.cost" : "decimal_add(usage_days.cost, excluded.cost)";
        string[] counts = ["requests", "failures", "estimated", "unpriced", "input_uncached", "cache_read", "cache_write", "output", "reasoning", "audio_input", "audio_output"];
        var sql = $"""
            insert into usage_days (day, tenant, key_id, user_id, model, deployment, operation, currency, {string.Join(", ", counts)}, cost)
            values (@day, @tenant, @key, @user, @model, @deployment, @operation, @currency, {string.Join(", ", counts.Select(count => "@" + count))}, @cost)
            on conflict (day, tenant, key_id, user_id, model, deployment, operation, currency)
            do update set {string.Join(", ", counts.Select(count => $"{count} = usage_days.{count} + excluded.{count}"))}, cost = {sum}
            """;

        // In one order everywhere, so that two instances never wait for each other's rows.
        var groups = added
            .GroupBy(record => (Day: record.StartedAt - (record.StartedAt % Day), record.Tenant, record.KeyId, User: record.User ?? "", record.Model, Deployment: record.Deployment ?? "", record.Operation, Currency: record.Currency ?? ""))
            .OrderBy(group => group.Key);
        foreach (var group in groups)
        {
            var (day, tenant, key, user, model, deployment, operation, currency) = group.Key;
            await connection.ExecuteAsync(new CommandDefinition(
                sql,
                new
                {
                    day,
                    tenant,
                    key,
                    user,
                    model,
                    deployment,
                    operation,
                    currency,
                    requests = group.LongCount(),
                    failures = group.LongCount(record => record.End is "upstream_error" or "refused"),
                    estimated = group.LongCount(record => record.Estimated is not null),
                    unpriced = group.LongCount(record => record.Cost is null),
                    input_uncached = group.Sum(record => record.Usage.InputUncached),
                    cache_read = group.Sum(record => record.Usage.CacheRead),
                    cache_write = group.Sum(record => record.Usage.CacheWrite + record.Usage.CacheWrite1h),
                    output = group.Sum(record => record.Usage.Output),
                    reasoning = group.Sum(record => record.Usage.Reasoning),
                    audio_input = group.Sum(record => record.Usage.AudioInput),
                    audio_output = group.Sum(record => record.Usage.AudioOutput),
                    cost = Decimals.Stored(database, group.Sum(record => record.Cost ?? 0)),
                },
                transaction,
                cancellationToken: cancellationToken));
        }
    }
}
