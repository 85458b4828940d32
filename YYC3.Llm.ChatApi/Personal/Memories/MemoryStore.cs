using System.Data.Common;
using System.Text.Json;
using Dapper;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Personal.Memories;

/// <summary>Preferences and facts in the database. Each change keeps what was before it, so that it can be undone.</summary>
internal sealed class MemoryStore(IDatabase database, TimeProvider time)
{
    /// <summary>Memories of a person at most; the least certain old notes go first.</summary>
    public const int Most = 1000;

    private const string Columns = """
        id as "Id", kind as "Kind", name as "Name", value as "Value", quote as "Quote", source as "Source", source_item as "SourceItem", made_by as "MadeBy", confidence as "Confidence",
        evidence as "Evidence", created_at as "CreatedAt", valid_from as "ValidFrom", valid_to as "ValidTo", gone as "Gone"
        """;

    private const string Upsert = """
        insert into memories (id, tenant, owner, kind, name, value, quote, source, source_item, made_by, confidence, evidence, created_at, valid_from, valid_to, gone)
        values (@Id, @tenant, @owner, @Kind, @Name, @Value, @Quote, @Source, @SourceItem, @MadeBy, @Confidence, @Evidence, @CreatedAt, @ValidFrom, @ValidTo, @Gone)
        on conflict (id) do update set value = excluded.value, quote = excluded.quote, made_by = excluded.made_by, confidence = excluded.confidence, evidence = excluded.evidence, valid_to = excluded.valid_to, gone = excluded.gone
        """;

    // Memories of which several count at once.
    private const string Note = "note";
    private const double Growth = 0.4;

    /// <summary>What counts now.</summary>
    /// <param name="whose">The person.</param>
    /// <param name="kind">One kind; null: both.</param>
    /// <param name="all">Those too that others have taken the place of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Memory>> ListAsync(Whose whose, string? kind, bool all, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return (await connection.QueryAsync<Memory>(new CommandDefinition(
            $"select {Columns} from memories where tenant = @tenant and owner = @owner and gone = 0 {(kind is null ? "" : "and kind = @kind")} {(all ? "" : "and valid_to is null")} order by valid_from desc, id desc limit {Most}",
            new { tenant = whose.Tenant.Value, owner = whose.Owner, kind },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>One of them; null when there is none.</summary>
    public async Task<Memory?> FindAsync(Whose whose, string kind, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Memory>(new CommandDefinition(
            $"select {Columns} from memories where tenant = @tenant and owner = @owner and kind = @kind and id = @id and gone = 0",
            new { tenant = whose.Tenant.Value, owner = whose.Owner, kind, id },
            cancellationToken: cancellationToken));
    }

    /// <summary>Takes in what a person wrote: what is known already grows surer, what contradicts takes its place, what was deleted stays away.</summary>
    public Task LearnAsync(Whose whose, IReadOnlyList<(MemoryCandidate Candidate, string Source, string? Item)> found, CancellationToken cancellationToken) =>
        ChangeAsync(whose, async (change, known) =>
        {
            foreach (var (candidate, source, item) in found)
            {
                var same = known.Where(memory => memory.Kind == candidate.Kind && memory.Name == candidate.Name && (memory.Gone == 1 ? memory.Value == Fingerprint(candidate.Value) : IsSame(memory.Value, candidate.Value))).ToList();
                if (same.Exists(memory => memory.Gone == 1))
                {
                    continue;
                }

                if (same.Find(memory => memory.ValidTo is null) is { } present)
                {
                    await change("confirmed", present with { Evidence = present.Evidence + 1, Confidence = present.Confidence + ((1 - present.Confidence) * Growth) }, logged: false);
                    continue;
                }

                // A wish for this once takes the place of no lasting one, until it has come again.
                var current = known.Find(memory => memory.Kind == candidate.Kind && memory.Name == candidate.Name && memory is { ValidTo: null, Gone: 0 });
                if (candidate.Name != Note && current is not null && (candidate.Confidence >= current.Confidence || candidate.Kind == Memory.Fact))
                {
                    await change("superseded", current with { ValidTo = Now }, logged: true);
                }
                else if (candidate.Name != Note && current is not null)
                {
                    continue;
                }

                if (known.Count(memory => memory.Gone == 0) < Most)
                {
                    await change("learned", New(candidate.Kind, candidate.Name, candidate.Value, Memory.Learned, candidate.Confidence) with { Quote = candidate.Quote, Source = source, SourceItem = item }, logged: true);
                }
            }
        }, cancellationToken);

    /// <summary>Stores one that its owner gives; it takes the place of another of its name.</summary>
    public async Task<Memory> GiveAsync(Whose whose, string kind, string name, string value, CancellationToken cancellationToken)
    {
        var given = New(kind, name, value, Memory.Given, 1);
        await ChangeAsync(whose, async (change, known) =>
        {
            foreach (var memory in known.Where(memory => memory.Kind == kind && memory.Name == name && name != Note && memory is { ValidTo: null, Gone: 0 }))
            {
                await change("superseded", memory with { ValidTo = Now }, logged: true);
            }

            await change("given", given, logged: true);
        }, cancellationToken);
        return given;
    }

    /// <summary>Changes one's value.</summary>
    public async Task<Memory> EditAsync(Whose whose, Memory memory, string value, CancellationToken cancellationToken)
    {
        var edited = memory with { Value = value, MadeBy = Memory.Given, Confidence = 1 };
        await ChangeAsync(whose, (change, _) => change("edited", edited, logged: true), cancellationToken);
        return edited;
    }

    /// <summary>Deletes one: its words are gone, but a fingerprint, by which it is not learned again.</summary>
    public Task DeleteAsync(Whose whose, Memory memory, CancellationToken cancellationToken) =>
        ChangeAsync(whose, (change, _) => change("deleted", memory with { Gone = 1, Value = Fingerprint(memory.Value), Quote = null, ValidTo = Now }, logged: true), cancellationToken);

    /// <summary>Takes back the last change.</summary>
    /// <returns>What was done to which; empty when there is nothing to take back.</returns>
    public async Task<IReadOnlyList<(string Action, string Id)>> UndoAsync(Whose whose, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = whose.Tenant.Value, owner = whose.Owner };
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<(string Memory, string Action, string? Before)>(new CommandDefinition(
            "select memory, action, before from memory_changes where tenant = @tenant and owner = @owner and change = (select max(change) from memory_changes where tenant = @tenant and owner = @owner)",
            parameters,
            transaction,
            cancellationToken: cancellationToken))).AsList();
        foreach (var (memory, _, before) in rows)
        {
            await (before is null
                ? connection.ExecuteAsync(new CommandDefinition("delete from memories where tenant = @tenant and owner = @owner and id = @memory", new { parameters.tenant, parameters.owner, memory }, transaction, cancellationToken: cancellationToken))
                : connection.ExecuteAsync(new CommandDefinition(Upsert, Row(whose, JsonSerializer.Deserialize<Memory>(before)!), transaction, cancellationToken: cancellationToken)));
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "delete from memory_changes where tenant = @tenant and owner = @owner and change = (select max(change) from memory_changes where tenant = @tenant and owner = @owner)",
            parameters,
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return [.. rows.Select(row => (row.Action, row.Memory))];
    }

    private delegate Task Change(string action, Memory after, bool logged);

    private long Now => time.GetUtcNow().ToMicroseconds();

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Fingerprint(string value) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(value.ToLowerInvariant())));

    private Memory New(string kind, string name, string value, string madeBy, double confidence) => new()
    {
        Id = Ids.New(kind == Memory.Fact ? "fact" : "pref", time),
        Kind = kind,
        Name = name,
        Value = value,
        MadeBy = madeBy,
        Confidence = confidence,
        Evidence = 1,
        CreatedAt = Now,
        ValidFrom = Now,
    };

    private static object Row(Whose whose, Memory memory) => new
    {
        tenant = whose.Tenant.Value,
        owner = whose.Owner,
        memory.Id,
        memory.Kind,
        memory.Name,
        memory.Value,
        memory.Quote,
        memory.Source,
        memory.SourceItem,
        memory.MadeBy,
        memory.Confidence,
        memory.Evidence,
        memory.CreatedAt,
        memory.ValidFrom,
        memory.ValidTo,
        memory.Gone,
    };

    private async Task ChangeAsync(Whose whose, Func<Change, List<Memory>, Task> work, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = whose.Tenant.Value, owner = whose.Owner };
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var known = (await connection.QueryAsync<Memory>(new CommandDefinition(
            $"select {Columns} from memories where tenant = @tenant and owner = @owner", parameters, transaction, cancellationToken: cancellationToken))).AsList();
        var number = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select coalesce(max(change), 0) + 1 from memory_changes where tenant = @tenant and owner = @owner", parameters, transaction, cancellationToken: cancellationToken));
        await work(
            async (action, after, logged) =>
            {
                var at = known.FindIndex(memory => memory.Id == after.Id);
                if (logged)
                {
                    await LogAsync(connection, transaction, whose, number, action, after.Id, at < 0 ? null : known[at], cancellationToken);
                }

                await connection.ExecuteAsync(new CommandDefinition(Upsert, Row(whose, after), transaction, cancellationToken: cancellationToken));
                if (at < 0)
                {
                    known.Add(after);
                }
                else
                {
                    known[at] = after;
                }
            },
            known);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task LogAsync(DbConnection connection, DbTransaction transaction, Whose whose, long change, string action, string memory, Memory? before, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into memory_changes (tenant, owner, change, memory, action, before, made_at) values (@tenant, @owner, @change, @memory, @action, @before, @now) on conflict do nothing",
            new { tenant = whose.Tenant.Value, owner = whose.Owner, change, memory, action, before = before is null ? null : JsonSerializer.Serialize(before, JsonText.RelaxedOptions), now = Now },
            transaction,
            cancellationToken: cancellationToken));
}
