using System.Data.Common;
using Dapper;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>Writes the rows of a batch: one statement with arrays on PostgreSQL, one prepared statement row by row on SQLite.</summary>
/// <remarks>Rows go in the order of their keys, so that two instances never wait for each other in a circle. What belongs to an experiment that was deleted meanwhile is left out.</remarks>
internal sealed class TallyWriter(DbConnection connection, DbTransaction transaction, bool arrays, CancellationToken cancellationToken)
{
    /// <summary>Adds one row's worth to a tally.</summary>
    public const string AddTally =
        """
        insert into experiment_tallies (experiment_id, arm, metric, unit_group, observations, total, total_of_squares)
        select @experiment, @arm, @metric, @group, @count, @sum, @square where exists (select 1 from experiments where id = @experiment)
        """ + OnTally;

    private const string OnTally =
        """

        on conflict (experiment_id, arm, metric, unit_group) do update set
        observations = experiment_tallies.observations + excluded.observations,
        total = experiment_tallies.total + excluded.total,
        total_of_squares = experiment_tallies.total_of_squares + excluded.total_of_squares
        """;

    private const string OnBin = "\non conflict (experiment_id, arm, metric, bin) do update set observations = experiment_bins.observations + excluded.observations";

    private const string OnCall = "\non conflict (tenant, request_id) do nothing";

    public Task TalliesAsync(OutcomeBatch batch)
    {
        var rows = Metrics(batch)
            .SelectMany(of => of.Tally.Parts.Select(part => (of.Experiment, of.Arm, of.Metric, Group: (long)part.Group, part.Count, part.Sum, part.Square)))
            .OrderBy(row => (row.Experiment, row.Arm, row.Metric, row.Group))
            .ToList();
        return arrays
            ? ExecuteAsync(
                """
                insert into experiment_tallies (experiment_id, arm, metric, unit_group, observations, total, total_of_squares)
                select r.* from unnest(@experiments, @arms, @metrics, @groups, @counts, @sums, @squares) as r (e, a, m, g, n, t, q) where exists (select 1 from experiments where id = r.e)
                """ + OnTally,
                new
                {
                    experiments = rows.Select(row => row.Experiment).ToArray(),
                    arms = rows.Select(row => row.Arm).ToArray(),
                    metrics = rows.Select(row => row.Metric).ToArray(),
                    groups = rows.Select(row => row.Group).ToArray(),
                    counts = rows.Select(row => row.Count).ToArray(),
                    sums = rows.Select(row => row.Sum).ToArray(),
                    squares = rows.Select(row => row.Square).ToArray(),
                })
            : ExecuteAsync(AddTally, rows.Select(row => new { experiment = row.Experiment, arm = row.Arm, metric = row.Metric, group = row.Group, count = row.Count, sum = row.Sum, square = row.Square }));
    }

    public Task BinsAsync(OutcomeBatch batch)
    {
        var rows = Metrics(batch)
            .SelectMany(of => of.Tally.Sketch.Bins.Select(bin => (of.Experiment, of.Arm, of.Metric, Bin: (long)bin.Key, Count: bin.Value)))
            .OrderBy(row => (row.Experiment, row.Arm, row.Metric, row.Bin))
            .ToList();
        return arrays
            ? ExecuteAsync(
                """
                insert into experiment_bins (experiment_id, arm, metric, bin, observations)
                select r.* from unnest(@experiments, @arms, @metrics, @bins, @counts) as r (e, a, m, b, n) where exists (select 1 from experiments where id = r.e)
                """ + OnBin,
                new
                {
                    experiments = rows.Select(row => row.Experiment).ToArray(),
                    arms = rows.Select(row => row.Arm).ToArray(),
                    metrics = rows.Select(row => row.Metric).ToArray(),
                    bins = rows.Select(row => row.Bin).ToArray(),
                    counts = rows.Select(row => row.Count).ToArray(),
                })
            : ExecuteAsync(
                "insert into experiment_bins (experiment_id, arm, metric, bin, observations) select @experiment, @arm, @metric, @bin, @count where exists (select 1 from experiments where id = @experiment)" + OnBin,
                rows.Select(row => new { experiment = row.Experiment, arm = row.Arm, metric = row.Metric, bin = row.Bin, count = row.Count }));
    }

    public Task CallsAsync(OutcomeBatch batch)
    {
        var rows = batch.Calls.DistinctBy(call => (call.Tenant, call.RequestId)).OrderBy(call => (call.Tenant, call.RequestId)).ToList();
        return arrays
            ? ExecuteAsync(
                """
                insert into experiment_calls (tenant, request_id, completion_id, experiment_id, arm, unit_group, at)
                select r.* from unnest(@tenants, @requests, @completions, @experiments, @arms, @groups, @times) as r (t, q, c, e, a, g, w) where exists (select 1 from experiments where id = r.e)
                """ + OnCall,
                new
                {
                    tenants = rows.Select(row => row.Tenant).ToArray(),
                    requests = rows.Select(row => row.RequestId).ToArray(),
                    completions = rows.Select(row => row.CompletionId).ToArray(),
                    experiments = rows.Select(row => row.Experiment).ToArray(),
                    arms = rows.Select(row => row.Arm).ToArray(),
                    groups = rows.Select(row => row.Group).ToArray(),
                    times = rows.Select(row => row.At).ToArray(),
                })
            : ExecuteAsync(
                """
                insert into experiment_calls (tenant, request_id, completion_id, experiment_id, arm, unit_group, at)
                select @Tenant, @RequestId, @CompletionId, @Experiment, @Arm, @Group, @At where exists (select 1 from experiments where id = @Experiment)
                """ + OnCall,
                rows);
    }

    private static IEnumerable<(string Experiment, string Arm, string Metric, Tally Tally)> Metrics(OutcomeBatch batch) =>
        batch.Arms.SelectMany(arm => OutcomeMetrics.All.Select((metric, index) => (arm.Key.Experiment, arm.Key.Arm, metric.Name, arm.Value[index])));

    private async Task ExecuteAsync(string sql, object rows)
    {
        if (rows is not IEnumerable<object> list || list.Any())
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, rows, transaction, cancellationToken: cancellationToken));
        }
    }
}
