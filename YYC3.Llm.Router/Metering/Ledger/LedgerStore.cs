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
        await CountAsync(connection, transaction, added, cancellationToken);
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
            "select coalesce((select records from outbox_holdings where instance = @Instance), 0)", new { folder.Instance }, cancellationToken: cancellationToken));
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
        var arrays = string.Join(", ", LedgerColumns.All.Select((column, i) => $"${i + 1}::{(column.Text is not null ? "text" : column.Number is not null ? "bigint" : "numeric")}[]"));

        // All projects: an outbox holds the records of all of them; each brings its tenant.
        command.CommandText = $"insert into usage_records ({LedgerColumns.Names}) select * from unnest({arrays}) on conflict (id) do nothing returning id";
        foreach (var column in LedgerColumns.All)
        {
            object array = column switch
            {
                { Text: { } text } => records.ConvertAll(record => text(record)?.Replace("\0", "", StringComparison.Ordinal)).ToArray(),
                { Number: { } number } => records.ConvertAll(record => number(record)).ToArray(),
                _ => records.ConvertAll(record => column.Amount!(record)).ToArray(),
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

    private static async Task CountAsync(DbConnection connection, DbTransaction transaction, List<UsageRecord> added, CancellationToken cancellationToken)
    {
        foreach (var (instance, records) in added.CountBy(record => record.Instance))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into outbox_holdings (instance, records) values (@instance, @records) on conflict (instance) do update set records = outbox_holdings.records + excluded.records",
                new { instance, records },
                transaction,
                cancellationToken: cancellationToken));
        }
    }

    private async Task AddUpAsync(DbConnection connection, DbTransaction transaction, List<UsageRecord> added, CancellationToken cancellationToken)
    {
        var sum = database.Backend == "postgres" ? "usage_days.cost + excluded.cost" : "decimal_add(usage_days.cost, excluded.cost)";
        var sql = $"""
            insert into usage_days (day, tenant, key_id, user_id, model, deployment, operation, currency, {string.Join(", ", DayTotal.Counts)}, cost)
            values (@Day, @Tenant, @KeyId, @User, @Model, @Deployment, @Operation, @Currency, {string.Join(", ", DayTotal.Counts.Select(count => "@" + count))}, @Cost)
            on conflict (day, tenant, key_id, user_id, model, deployment, operation, currency)
            do update set {string.Join(", ", DayTotal.Counts.Select(count => $"{count} = usage_days.{count} + excluded.{count}"))}, cost = {sum}
            """;
        foreach (var total in DayTotal.Of(added))
        {
            var key = total.Key;
            var values = new
            {
                key.Day,
                key.Tenant,
                key.KeyId,
                key.User,
                key.Model,
                key.Deployment,
                key.Operation,
                key.Currency,
                requests = total.Requests,
                failures = total.Failures,
                estimated = total.Estimated,
                unpriced = total.Unpriced,
                input_uncached = total.InputUncached,
                cache_read = total.CacheRead,
                cache_write = total.CacheWrite,
                output = total.Output,
                reasoning = total.Reasoning,
                audio_input = total.AudioInput,
                audio_output = total.AudioOutput,
                Cost = Decimals.Stored(database, total.Cost),
            };
            await connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancellationToken));
        }
    }
}
