using System.Data.Common;
using Dapper;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>The kept chat completions of the projects.</summary>
internal sealed class StoredCompletionStore(IDatabase database, ConversationWriter writer, TimeProvider time)
{
    private const string Columns = """
        c.number as "Number", c.id as "Id", c.request_id as "RequestId", c.model as "Model", c.asked_model as "AskedModel", c.metadata as "Metadata", c.messages as "Messages",
        c.body as "Body", c.created_at as "CreatedAt"
        """;

    private const string Reachable = "(c.owner = @owner or c.key_id = @key or @all = 1)";

    /// <summary>Finds out whether anything can be stored now.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task ProbeAsync(Whose whose, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await connection.ExecuteScalarAsync<long>(new CommandDefinition("select 1", cancellationToken: cancellationToken));
    }

    /// <summary>Keeps a completion. Some providers number theirs anew each time: one of the caller's with the same id goes.</summary>
    public Task KeepAsync(Whose whose, StoredRow row, IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
        {
            var parameters = new
            {
                row.Id,
                tenant = whose.Tenant.Value,
                whose.Owner,
                whose.KeyId,
                row.RequestId,
                row.Model,
                row.AskedModel,
                row.Metadata,
                row.Messages,
                row.Body,
                now = time.GetUtcNow().ToMicroseconds(),
            };
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from chat_completions where tenant = @tenant and id = @Id and owner = @Owner and key_id = @KeyId", parameters, transaction, cancellationToken: cancellationToken));
            var number = await connection.QuerySingleAsync<long>(new CommandDefinition(
                """
                insert into chat_completions (id, tenant, owner, key_id, request_id, model, asked_model, metadata, messages, body, created_at)
                values (@Id, @tenant, @Owner, @KeyId, @RequestId, @Model, @AskedModel, @Metadata, @Messages, @Body, @now) returning number
                """,
                parameters, transaction, cancellationToken: cancellationToken));
            await InsertMetadataAsync(connection, transaction, whose, number, metadata, cancellationToken);
            return number;
        }, cancellationToken);

    public async Task<StoredRow?> FindAsync(Whose whose, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return await FindAsync(connection, null, whose, id, cancellationToken);
    }

    /// <summary>A part of the completions, one more than the page shows. Null: there is none with the id of <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<StoredRow>?> ListAsync(
        Whose whose, string? model, IReadOnlyList<KeyValuePair<string, string>> metadata, int limit, string? after, bool isDescending, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        var from = after is null ? null : await FindAsync(connection, null, whose, after, cancellationToken);
        if (after is not null && from is null)
        {
            return null;
        }

        var edge = isDescending ? long.MaxValue : long.MinValue;
        var parameters = Parameters(whose, new { model = model ?? "", at = from?.CreatedAt ?? edge, number = from?.Number ?? edge, rows = (long)limit + 1 });
        for (var i = 0; i < metadata.Count; i++)
        {
            parameters.Add($"name{i}", metadata[i].Key);
            parameters.Add($"value{i}", metadata[i].Value);
        }

        var pairs = string.Concat(metadata.Select((_, i) =>
            $" and exists (select 1 from chat_completion_metadata m where m.tenant = @tenant and m.completion = c.number and m.name = @name{i} and m.value = @value{i})"));
        var (sign, order) = isDescending ? ("<", "desc") : (">", "asc");
        return (await connection.QueryAsync<StoredRow>(new CommandDefinition(
            $"""
            select {Columns} from chat_completions c
            where c.tenant = @tenant and {Reachable} and (@model = '' or c.model = @model or c.asked_model = @model){pairs} and (c.created_at, c.number) {sign} (@at, @number)
            order by c.created_at {order}, c.number {order} limit @rows
            """,
            parameters, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Replaces the metadata of a completion.</summary>
    /// <returns>The completion; null: there is none.</returns>
    public Task<StoredRow?> UpdateAsync(Whose whose, string id, string json, IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
        {
            var row = await FindAsync(connection, transaction, whose, id, cancellationToken);
            if (row is null)
            {
                return null;
            }

            var parameters = new { tenant = whose.Tenant.Value, row.Number, json };
            await connection.ExecuteAsync(new CommandDefinition(
                "update chat_completions set metadata = @json where tenant = @tenant and number = @Number", parameters, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from chat_completion_metadata where tenant = @tenant and completion = @Number", parameters, transaction, cancellationToken: cancellationToken));
            await InsertMetadataAsync(connection, transaction, whose, row.Number, metadata, cancellationToken);
            return row with { Metadata = json };
        }, cancellationToken);

    /// <summary>Deletes a completion.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> DeleteAsync(Whose whose, string id, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
            await FindAsync(connection, transaction, whose, id, cancellationToken) is { } row
            && await connection.ExecuteAsync(new CommandDefinition(
                "delete from chat_completions where tenant = @tenant and number = @Number", new { tenant = whose.Tenant.Value, row.Number }, transaction, cancellationToken: cancellationToken)) > 0, cancellationToken);

    private static Task<StoredRow?> FindAsync(DbConnection connection, DbTransaction? transaction, Whose whose, string id, CancellationToken cancellationToken) =>
        connection.QueryFirstOrDefaultAsync<StoredRow>(new CommandDefinition(
            $"select {Columns} from chat_completions c where c.tenant = @tenant and c.id = @id and {Reachable} order by c.number desc limit 1",
            Parameters(whose, new { id }), transaction, cancellationToken: cancellationToken));

    private static Task InsertMetadataAsync(
        DbConnection connection, DbTransaction transaction, Whose whose, long completion, IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken) =>
        metadata.Count == 0 ? Task.CompletedTask : connection.ExecuteAsync(new CommandDefinition(
            "insert into chat_completion_metadata (completion, name, tenant, value) values (@completion, @Key, @tenant, @Value)",
            metadata.Select(pair => new { completion, pair.Key, tenant = whose.Tenant.Value, pair.Value }), transaction, cancellationToken: cancellationToken));

    private static DynamicParameters Parameters(Whose whose, object more)
    {
        var parameters = new DynamicParameters(more);
        parameters.Add("tenant", whose.Tenant.Value);
        parameters.Add("owner", whose.Owner);
        parameters.Add("key", whose.KeyId);
        parameters.Add("all", whose.IsAdmin ? 1L : 0L);
        return parameters;
    }
}
