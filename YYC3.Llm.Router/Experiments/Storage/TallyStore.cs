using System.Data.Common;
using Dapper;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>The results: what instances add to, batch by batch.</summary>
internal sealed class TallyStore(IDatabase database, TimeProvider time)
{
    private static readonly TimeSpan KeepBatches = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepCalls = TimeSpan.FromDays(30);

    /// <summary>Adds a batch; one that was added before, perhaps without our hearing of it, is not added again.</summary>
    public async Task AddAsync(OutcomeBatch batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isNew = await connection.ExecuteAsync(new CommandDefinition(
            "insert into experiment_batches (id, at) values (@id, @at) on conflict (id) do nothing", new { id = batch.Id, at = Now }, transaction, cancellationToken: cancellationToken));
        if (isNew > 0)
        {
            var writer = new TallyWriter(connection, transaction, database.Backend == "postgres", cancellationToken);
            await writer.TalliesAsync(batch);
            await writer.BinsAsync(batch);
            await writer.CallsAsync(batch);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Adds to one metric of one arm within a transaction of the caller's: feedback, whose observations come and change one by one.</summary>
    public static Task AddAsync(DbConnection connection, DbTransaction transaction, string experiment, string arm, string metric, long group, (long Count, double Sum, double Square) change, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            TallyWriter.AddTally,
            new { experiment, arm, metric, group, count = change.Count, sum = change.Sum, square = change.Square },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>All that is known of an experiment, by arm.</summary>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="withQuantiles">Whether the bins are wanted, which decisions do not need.</param>
    public async Task<IReadOnlyDictionary<string, ArmTally>> ReadAsync(string experiment, CancellationToken cancellationToken, bool withQuantiles = true)
    {
        var arms = new Dictionary<string, ArmTally>(StringComparer.Ordinal);
        await using var connection = await database.OpenAsync(cancellationToken);
        var tallies = await connection.QueryAsync<TallyRow>(new CommandDefinition(
            """select arm as "Arm", metric as "Metric", unit_group as "Group", observations as "Count", total as "Sum", total_of_squares as "Square" from experiment_tallies where experiment_id = @experiment""",
            new { experiment },
            cancellationToken: cancellationToken));
        foreach (var row in tallies)
        {
            Of(row.Arm, row.Metric)?.Add((int)row.Group, row.Count, row.Sum, row.Square);
        }

        if (!withQuantiles)
        {
            return arms;
        }

        var bins = await connection.QueryAsync<BinRow>(new CommandDefinition(
            """select arm as "Arm", metric as "Metric", bin as "Bin", observations as "Count" from experiment_bins where experiment_id = @experiment""",
            new { experiment },
            cancellationToken: cancellationToken));
        foreach (var row in bins)
        {
            Of(row.Arm, row.Metric)?.Sketch.Add((int)row.Bin, row.Count);
        }

        return arms;

        // A metric that this version does not know was written by a newer one.
        Tally? Of(string arm, string metric)
        {
            var index = OutcomeMetrics.IndexOf(metric);
            if (index < 0)
            {
                return null;
            }

            if (!arms.TryGetValue(arm, out var tally))
            {
                arms[arm] = tally = new ArmTally();
            }

            return tally[index];
        }
    }

    /// <summary>Forgets what is too old to be asked for.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from experiment_batches where at < @before", new { before = (time.GetUtcNow() - KeepBatches).ToMicroseconds() }, cancellationToken: cancellationToken));
        // All projects: age alone decides.
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from experiment_calls where at < @before", new { before = (time.GetUtcNow() - KeepCalls).ToMicroseconds() }, cancellationToken: cancellationToken));
    }

    private long Now => time.GetUtcNow().ToMicroseconds();

    private sealed record TallyRow(string Arm, string Metric, long Group, long Count, double Sum, double Square);

    private sealed record BinRow(string Arm, string Metric, long Bin, long Count);
}
