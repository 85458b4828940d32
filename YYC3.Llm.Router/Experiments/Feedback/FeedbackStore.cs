using System.Data.Common;
using Dapper;
using YYC3.Llm.Router.Experiments.Storage;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Experiments.Feedback;

/// <summary>What callers said of answers. One judgement of a call counts: a later one replaces it, in the results too.</summary>
internal sealed class FeedbackStore(IDatabase database, TimeProvider time)
{
    private const string Metric = "feedback";
    private const int MostMatched = 500;

    private const string Columns =
        """
        id as "Id", tenant as "Tenant", request_id as "RequestId", score as "Score", previous_score as "PreviousScore", label as "Label", comment as "Comment", key_id as "KeyId", user_id as "UserId", experiment_id as "ExperimentId", arm as "Arm", unit_group as "Group", created_at as "CreatedAt", updated_at as "UpdatedAt"
        """;

    /// <summary>How long a judgement waits for its call, which another instance may not have written yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<FeedbackRow> SaveAsync(CallerIdentity caller, FeedbackRequest request, CancellationToken cancellationToken)
    {
        var tenant = caller.Tenant.Value;
        var now = time.GetUtcNow().ToMicroseconds();
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var call = await connection.QueryFirstOrDefaultAsync<Match>(new CommandDefinition(
            """
            select request_id as "RequestId", experiment_id as "ExperimentId", arm as "Arm", unit_group as "Group"
            from experiment_calls where tenant = @tenant and (request_id = @id or completion_id = @id)
            """,
            new { tenant, id = request.CallId },
            transaction,
            cancellationToken: cancellationToken));
        var row = await connection.QuerySingleAsync<FeedbackRow>(new CommandDefinition(
            $"""
            insert into feedback (id, tenant, request_id, score, label, comment, key_id, user_id, created_at, updated_at)
            values (@id, @tenant, @request, @score, @label, @comment, @key, @user, @now, @now)
            on conflict (tenant, request_id) do update set previous_score = feedback.score, score = excluded.score, label = excluded.label, comment = excluded.comment, updated_at = excluded.updated_at
            returning {Columns}
            """,
            new { id = Ids.New("fb", time), tenant, request = call?.RequestId ?? request.CallId, score = request.Score, label = request.Label, comment = request.Comment, key = caller.KeyId, user = caller.User, now },
            transaction,
            cancellationToken: cancellationToken));
        if (row is { ExperimentId: { } experiment, Arm: { } arm, Group: { } group, PreviousScore: { } before })
        {
            var change = (0L, row.Score - before, (row.Score * row.Score) - (before * before));
            await TallyStore.AddAsync(connection, transaction, experiment, arm, Metric, group, change, cancellationToken);
        }
        else if (call is not null)
        {
            await MatchAsync(connection, transaction, tenant, row.Id, call, cancellationToken);
            row = row with { ExperimentId = call.ExperimentId, Arm = call.Arm, Group = call.Group };
        }

        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    /// <summary>Gives judgements that came before their calls were written to the arms of these.</summary>
    public async Task MatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        // All projects: each judgement is joined with calls of its own.
        var waiting = (await connection.QueryAsync<Waiting>(new CommandDefinition(
            $"""
            select f.tenant as "Tenant", f.id as "Id", c.request_id as "RequestId", c.experiment_id as "ExperimentId", c.arm as "Arm", c.unit_group as "Group"
            from feedback f join experiment_calls c on c.tenant = f.tenant and (c.request_id = f.request_id or c.completion_id = f.request_id)
            where f.experiment_id is null and f.created_at > @since limit {MostMatched}
            """,
            new { since = (time.GetUtcNow() - Patience).ToMicroseconds() },
            cancellationToken: cancellationToken))).AsList();
        foreach (var one in waiting)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await MatchAsync(connection, transaction, one.Tenant, one.Id, new Match(one.RequestId, one.ExperimentId, one.Arm, one.Group), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>A page of what was said, newest first; one more than <paramref name="limit"/> tells that there is more.</summary>
    /// <param name="experiment">Only of this experiment; null for all.</param>
    /// <param name="tenant">Only of this project; null for all.</param>
    /// <param name="after">Go on after the one with this id; null from the newest.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<FeedbackRow>> ListAsync(string? experiment, string? tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        // All projects: admins read it, who may name one.
        return (await connection.QueryAsync<FeedbackRow>(new CommandDefinition(
            $"select {Columns} from feedback where {(experiment is null ? "" : "experiment_id = @experiment and ")}{(tenant is null ? "" : "tenant = @tenant and ")}{(after is null ? "" : "id < @after and ")}1 = 1 order by id desc limit @rows",
            new { experiment, tenant, after, rows = limit + 1 },
            cancellationToken: cancellationToken))).AsList();
    }

    private static async Task MatchAsync(DbConnection connection, DbTransaction transaction, string tenant, string id, Match call, CancellationToken cancellationToken)
    {
        // The score as it is now: it may have been replaced since it was read.
        var score = await connection.QuerySingleOrDefaultAsync<double?>(new CommandDefinition(
            "update feedback set experiment_id = @ExperimentId, arm = @Arm, unit_group = @Group where tenant = @tenant and id = @id and experiment_id is null returning score",
            new { call.ExperimentId, call.Arm, call.Group, tenant, id },
            transaction,
            cancellationToken: cancellationToken));
        if (score is { } value)
        {
            await TallyStore.AddAsync(connection, transaction, call.ExperimentId, call.Arm, Metric, call.Group, (1, value, value * value), cancellationToken);
        }
    }

    private sealed record Waiting(string Tenant, string Id, string RequestId, string ExperimentId, string Arm, long Group);

    private sealed record Match(string RequestId, string ExperimentId, string Arm, long Group);
}
