using System.Data.Common;
using System.Text.Json;
using Dapper;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Experiments.Api;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>The experiments of the installation and what happened to them.</summary>
internal sealed class ExperimentStore(IDatabase database, TimeProvider time)
{
    private const string Columns =
        """id as "Id", status as "Status", definition as "Definition", winner as "Winner", reason as "Reason", created_at as "CreatedAt", started_at as "StartedAt", ended_at as "EndedAt", revision as "Revision" """;

    public async Task<Experiment> CreateAsync(ExperimentDefinition definition, CancellationToken cancellationToken)
    {
        var experiment = new Experiment(Ids.New("exp", time), definition, ExperimentStatus.Draft, null, null, Now, null, null, 1);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into experiments (id, model, status, definition, created_at, revision) values (@id, @model, @status, @definition, @at, 1)",
            new { id = experiment.Id, model = definition.Model, status = experiment.Status, definition = ExperimentWriter.ToJson(definition), at = experiment.CreatedAt },
            transaction,
            cancellationToken: cancellationToken));
        await NoteAsync(connection, transaction, experiment.Id, ExperimentEvent.Created, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return experiment;
    }

    public async Task<Experiment?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<ExperimentRow>(new CommandDefinition($"select {Columns} from experiments where id = @id", new { id }, cancellationToken: cancellationToken));
        return row is null ? null : Read(row);
    }

    /// <summary>The running ones, which are few: one of a model.</summary>
    public async Task<IReadOnlyList<Experiment>> RunningAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<ExperimentRow>(new CommandDefinition(
            $"select {Columns} from experiments where status = @running order by id", new { running = ExperimentStatus.Running }, cancellationToken: cancellationToken));
        return [.. rows.Select(Read)];
    }

    /// <summary>A page of all of them, newest first; one more than <paramref name="limit"/> tells that there are more.</summary>
    /// <param name="model">Only those of this model; null for all.</param>
    /// <param name="status">Only those in this state; null for all.</param>
    /// <param name="after">Go on after the one with this id; null from the newest.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<Experiment>> ListAsync(string? model, string? status, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // Ids sort by age.
        var rows = await connection.QueryAsync<ExperimentRow>(new CommandDefinition(
            $"select {Columns} from experiments where {(model is null ? "" : "model = @model and ")}{(status is null ? "" : "status = @status and ")}{(after is null ? "" : "id < @after and ")}1 = 1 order by id desc limit @rows",
            new { model, status, after, rows = limit + 1 },
            cancellationToken: cancellationToken));
        return [.. rows.Select(Read)];
    }

    /// <summary>Puts another definition in place.</summary>
    /// <returns>The experiment now; null when somebody else changed it in between.</returns>
    public Task<Experiment?> ModifyAsync(Experiment experiment, ExperimentDefinition definition, CancellationToken cancellationToken) =>
        ChangeAsync(experiment, experiment with { Definition = definition }, ExperimentEvent.Modified, null, cancellationToken);

    /// <summary>Puts an experiment into another state.</summary>
    /// <returns>The experiment now; null when somebody else changed it in between.</returns>
    public Task<Experiment?> MoveAsync(Experiment experiment, string status, string happened, string? winner, string? reason, CancellationToken cancellationToken) => ChangeAsync(
        experiment,
        experiment with
        {
            Status = status,
            Winner = winner,
            Reason = reason,
            StartedAt = experiment.StartedAt ?? (status == ExperimentStatus.Running ? Now : null),
            EndedAt = status == ExperimentStatus.Stopped ? Now : null,
        },
        happened,
        reason,
        cancellationToken);

    /// <summary>Removes an experiment with its results; feedback stays.</summary>
    /// <returns>False when it runs, or is not there.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from experiments where id = @id and status <> @running", new { id, running = ExperimentStatus.Running }, cancellationToken: cancellationToken)) > 0;
    }

    public async Task<IReadOnlyList<ExperimentEvent>> EventsAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<ExperimentEvent>(new CommandDefinition(
            """select event as "Event", detail as "Detail", at as "At" from experiment_events where experiment_id = @id order by at, id""", new { id }, cancellationToken: cancellationToken))).AsList();
    }

    private long Now => time.GetUtcNow().ToMicroseconds();

    private async Task<Experiment?> ChangeAsync(Experiment old, Experiment changed, string happened, string? detail, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await connection.ExecuteAsync(new CommandDefinition(
            """
            update experiments
            set model = @model, status = @status, definition = @definition, winner = @winner, reason = @reason, started_at = @started, ended_at = @ended, revision = revision + 1
            where id = @id and revision = @revision
            """,
            new
            {
                id = old.Id,
                revision = old.Revision,
                model = changed.Definition.Model,
                status = changed.Status,
                definition = ExperimentWriter.ToJson(changed.Definition),
                winner = changed.Winner,
                reason = changed.Reason,
                started = changed.StartedAt,
                ended = changed.EndedAt,
            },
            transaction,
            cancellationToken: cancellationToken));
        if (rows == 0)
        {
            return null;
        }

        await NoteAsync(connection, transaction, old.Id, happened, detail, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed with { Revision = old.Revision + 1 };
    }

    private Task NoteAsync(DbConnection connection, DbTransaction transaction, string id, string happened, string? detail, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "insert into experiment_events (id, experiment_id, event, detail, at) values (@eventId, @id, @happened, @detail, @at)",
            new { eventId = Ids.New("expevt", time), id, happened, detail, at = Now },
            transaction,
            cancellationToken: cancellationToken));

    private static Experiment Read(ExperimentRow row)
    {
        using var document = JsonDocument.Parse(row.Definition);
        var definition = new ExperimentReader(new JsonWalker([])).Read(document.RootElement.Clone());
        return new Experiment(row.Id, definition, row.Status, row.Winner, row.Reason, row.CreatedAt, row.StartedAt, row.EndedAt, row.Revision);
    }
}
