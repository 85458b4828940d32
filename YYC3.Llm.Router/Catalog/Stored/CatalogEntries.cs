using System.Data.Common;
using Dapper;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>The stored entries, their revision, the probes, and which instance goes by what.</summary>
internal sealed class CatalogEntries(IDatabase database, TimeProvider time)
{
    /// <summary>An instance that has not been seen for so long is gone.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(30);

    public async Task<long> RevisionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<long>(new CommandDefinition("select revision from catalog_state where id = 1", cancellationToken: cancellationToken));
    }

    public async Task<StoredCatalog> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        return await LoadAsync(connection, transaction, cancellationToken);
    }

    /// <summary>Makes a change, one after another on all instances, if what is then stored is found right.</summary>
    /// <param name="change">What is stored now → what is to be changed: entries by kind and name, with null for those to be taken out. Throws to leave all as it was.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task ChangeAsync(Func<StoredCatalog, (EntryKind Kind, string Name, StoredEntry? Entry)> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RaiseAsync(connection, transaction, cancellationToken); // First, for it keeps others out.
        var (kind, name, entry) = change(await LoadAsync(connection, transaction, cancellationToken));
        var arguments = new { kind = kind.ToString(), name, definition = entry?.Definition, disabled = entry?.Disabled == true ? 1L : 0L, at = entry?.UpdatedAt ?? 0 };
        await connection.ExecuteAsync(new CommandDefinition(
            entry is null
                ? "delete from catalog_entries where kind = @kind and name = @name"
                : """
                  insert into catalog_entries (kind, name, definition, disabled, updated_at) values (@kind, @name, @definition, @disabled, @at)
                  on conflict (kind, name) do update set definition = excluded.definition, disabled = excluded.disabled, updated_at = excluded.updated_at
                  """,
            arguments,
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task ProbedAsync(string model, ProbeResult result, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RaiseAsync(connection, transaction, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into catalog_probes (model, result, probed_at) values (@model, @json, @at) on conflict (model) do update set result = excluded.result, probed_at = excluded.probed_at",
            new { model, json = result.Json, at = result.ProbedAt },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Tells the others what this instance goes by.</summary>
    public async Task ReportAsync(CatalogInstance instance, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into catalog_instances (id, epoch, revision, file_hash, faults, seen_at) values (@Id, @Epoch, @Revision, @FileHash, @Faults, @now)
            on conflict (id) do update set epoch = excluded.epoch, revision = excluded.revision, file_hash = excluded.file_hash, faults = excluded.faults, seen_at = excluded.seen_at
            """,
            new { instance.Id, instance.Epoch, instance.Revision, instance.FileHash, instance.Faults, now = Now },
            cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition("delete from catalog_instances where seen_at < @oldest", new { oldest = Oldest }, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyList<CatalogInstance>> InstancesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<CatalogInstance>(new CommandDefinition(
            """select id as "Id", epoch as "Epoch", revision as "Revision", file_hash as "FileHash", faults as "Faults", seen_at as "SeenAt" from catalog_instances where seen_at >= @oldest order by id""",
            new { oldest = Oldest },
            cancellationToken: cancellationToken))];
    }

    public async Task LeaveAsync(string instance, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("delete from catalog_instances where id = @instance", new { instance }, cancellationToken: cancellationToken));
    }

    private long Now => time.GetUtcNow().ToMicroseconds();

    private long Oldest => (time.GetUtcNow() - Gone).ToMicroseconds();

    private static Task RaiseAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition("update catalog_state set revision = revision + 1 where id = 1", transaction: transaction, cancellationToken: cancellationToken));

    private static async Task<StoredCatalog> LoadAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var revision = await connection.QuerySingleAsync<long>(new CommandDefinition("select revision from catalog_state where id = 1", transaction: transaction, cancellationToken: cancellationToken));
        var entries = await connection.QueryAsync<EntryRow>(new CommandDefinition(
            """select kind as "Kind", name as "Name", definition as "Definition", disabled as "Disabled", updated_at as "UpdatedAt" from catalog_entries order by kind, name""",
            transaction: transaction,
            cancellationToken: cancellationToken));
        var probes = await connection.QueryAsync<ProbeRow>(new CommandDefinition(
            """select model as "Model", result as "Result", probed_at as "ProbedAt" from catalog_probes""", transaction: transaction, cancellationToken: cancellationToken));
        return new StoredCatalog(
            revision,
            [.. entries.Select(row => new StoredEntry(Enum.Parse<EntryKind>(row.Kind), row.Name, row.Definition, row.Disabled != 0, row.UpdatedAt))],
            probes.ToDictionary(row => row.Model, row => ProbeResult.Read(row.Result, row.ProbedAt), StringComparer.Ordinal));
    }

    private sealed class EntryRow
    {
        public required string Kind { get; init; }

        public required string Name { get; init; }

        public string? Definition { get; init; }

        public long Disabled { get; init; }

        public long UpdatedAt { get; init; }
    }

    private sealed class ProbeRow
    {
        public required string Model { get; init; }

        public required string Result { get; init; }

        public long ProbedAt { get; init; }
    }
}
