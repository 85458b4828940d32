using System.Data.Common;
using Dapper;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>The items of conversations: a tree, of which one branch is active. What changes it holds the conversation's row.</summary>
internal sealed class ConversationItemStore(IDatabase database, ConversationStore conversations, TimeProvider time)
{
    private const string Columns = """i.position as "Position", i.id as "Id", i.parent as "Parent", i.active as "Active", i.response as "Response", i.created_at as "CreatedAt", i.body as "Body" """;

    // Positions grow along a branch, so the ancestors of an item are found from it upwards.
    private const string Path = """
        with recursive path (position, parent) as (
            select position, parent from conversation_items where tenant = @tenant and conversation = @number and position = @leaf
            union all
            select up.position, up.parent from conversation_items up join path on up.position = path.parent where up.tenant = @tenant and up.conversation = @number)
        """;

    /// <summary>Takes positions for new items under the conversation's row: whoever comes next waits until this transaction has ended. With a count of 0, takes the row alone.</summary>
    /// <returns>The conversation, its <see cref="ConversationRow.NextPosition"/> the one after the new items; null: there is none.</returns>
    public Task<ConversationRow?> TakePositionsAsync(
        DbConnection connection, DbTransaction transaction, Whose whose, string id, int count, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<ConversationRow>(new CommandDefinition(
            $"""
            update conversations as c set next_position = next_position + @count, active_at = case when @count > 0 then @now else active_at end,
            expires_at = case when @count > 0 and expires_anchor = '{Expiry.LastActive}' then @now + expires_after else expires_at end
            where c.tenant = @tenant and c.id = @id and {ConversationStore.Reachable}
            returning {ConversationStore.Columns.Replace("c.", "", StringComparison.Ordinal)}
            """,
            conversations.Parameters(whose, new { id, count = (long)count }),
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Whether items of a response are there.</summary>
    public async Task<bool> HasResponseAsync(TenantId tenant, long conversation, string response, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select 1 from conversation_items where tenant = @tenant and conversation = @conversation and response = @response limit 1",
            new { tenant = tenant.Value, conversation, response },
            cancellationToken: cancellationToken)) is not null;
    }

    /// <summary>Stores items one after the other, in the transaction, each the next one's parent.</summary>
    public static Task InsertAsync(
        DbConnection connection, DbTransaction transaction, TenantId tenant, long conversation, IEnumerable<ItemRow> items, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "insert into conversation_items (conversation, position, tenant, id, parent, active, response, created_at, body) values (@conversation, @Position, @tenant, @Id, @Parent, @Active, @Response, @CreatedAt, @Body)",
            items.Select(item => new { conversation, item.Position, tenant = tenant.Value, item.Id, item.Parent, item.Active, item.Response, item.CreatedAt, item.Body }),
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Makes the branch that ends at a position the active one, in the transaction; null: an empty one.</summary>
    public static async Task ActivateAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, long number, long? leaf, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = tenant.Value, number, leaf };
        await connection.ExecuteAsync(new CommandDefinition(
            $"{Path} update conversation_items set active = 0 where tenant = @tenant and conversation = @number and active = 1 and position not in (select position from path)",
            parameters, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            $"{Path} update conversation_items set active = 1 where tenant = @tenant and conversation = @number and active = 0 and position in (select position from path)",
            parameters, transaction, cancellationToken: cancellationToken));
        await SetLeafAsync(connection, transaction, tenant, number, leaf, cancellationToken);
    }

    public static Task SetLeafAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, long number, long? leaf, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "update conversations set leaf = @leaf where tenant = @tenant and number = @number", new { tenant = tenant.Value, number, leaf }, transaction, cancellationToken: cancellationToken));

    /// <summary>The newest item below an item, itself among them: the end of the branch that went on from it last.</summary>
    public static Task<long> NewestBelowAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, long number, long position, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<long>(new CommandDefinition(
            """
            with recursive below (position) as (
                select position from conversation_items where tenant = @tenant and conversation = @number and position = @position
                union all
                select i.position from conversation_items i join below on i.parent = below.position where i.tenant = @tenant and i.conversation = @number)
            select max(position) from below
            """,
            new { tenant = tenant.Value, number, position }, transaction, cancellationToken: cancellationToken));

    public async Task<ItemRow?> FindAsync(TenantId tenant, long number, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await FindAsync(connection, null, tenant, number, id, cancellationToken);
    }

    public static Task<ItemRow?> FindAsync(DbConnection connection, DbTransaction? transaction, TenantId tenant, long number, string id, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<ItemRow>(new CommandDefinition(
            $"select {Columns} from conversation_items i where i.tenant = @tenant and i.conversation = @number and i.id = @id",
            new { tenant = tenant.Value, number, id }, transaction, cancellationToken: cancellationToken));

    /// <summary>Which of these ids are taken in the conversation.</summary>
    public async Task<HashSet<string>> TakenAsync(
        DbConnection connection, DbTransaction transaction, TenantId tenant, long number, string[] ids, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            $"select id from conversation_items where tenant = @tenant and conversation = @number and {database.In("id", "ids")}",
            new { tenant = tenant.Value, number, ids }, transaction, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal);

    /// <summary>The active branch, oldest first.</summary>
    public async Task<IReadOnlyList<ItemRow>> ActiveAsync(TenantId tenant, long number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"select {Columns} from conversation_items i where i.tenant = @tenant and i.conversation = @number and i.active = 1 order by i.position",
            new { tenant = tenant.Value, number }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The branch that ends at an item, oldest first.</summary>
    public async Task<IReadOnlyList<ItemRow>> BranchAsync(TenantId tenant, long number, long leaf, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"{Path} select {Columns} from conversation_items i where i.tenant = @tenant and i.conversation = @number and i.position in (select position from path) order by i.position",
            new { tenant = tenant.Value, number, leaf }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>All items, of all branches, oldest first; in the transaction where there is one.</summary>
    public static async Task<IReadOnlyList<ItemRow>> AllAsync(DbConnection connection, DbTransaction? transaction, TenantId tenant, long number, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"select {Columns} from conversation_items i where i.tenant = @tenant and i.conversation = @number order by i.position",
            new { tenant = tenant.Value, number }, transaction, cancellationToken: cancellationToken))).AsList();

    /// <summary>A part of the items, one more than the page shows.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="number">The conversation.</param>
    /// <param name="page">Which part.</param>
    /// <param name="after">The position of the item before; null: from the start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ItemRow>> PageAsync(TenantId tenant, long number, ItemPage page, long? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var (condition, order) = page.IsDescending ? ("i.position < @from", "desc") : ("i.position > @from", "asc");
        return (await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"select {Columns} from conversation_items i where i.tenant = @tenant and i.conversation = @number and (i.active = 1 or @all = 1) and {condition} order by i.position {order} limit @rows",
            new { tenant = tenant.Value, number, all = page.IsAllBranches ? 1L : 0L, from = after ?? (page.IsDescending ? long.MaxValue : 0L), rows = (long)page.Limit + 1 },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The place in the tree of all items that have one of these parents, and the ids of the parents.</summary>
    public async Task<IReadOnlyList<ItemRow>> FamilyAsync(TenantId tenant, long number, long[] parents, bool withFirst, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"""
            select i.position as "Position", i.id as "Id", i.parent as "Parent", '' as "Body" from conversation_items i
            where i.tenant = @tenant and i.conversation = @number and ({database.In("i.parent", "parents")} or {database.In("i.position", "parents")} or (@first = 1 and i.parent is null)) order by i.position
            """,
            new { tenant = tenant.Value, number, parents, first = withFirst ? 1L : 0L }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Deletes an item, in the transaction; what followed it follows the one before it.</summary>
    public static async Task DeleteAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, ConversationRow conversation, ItemRow item, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = tenant.Value, conversation.Number, item.Position, item.Parent };
        await connection.ExecuteAsync(new CommandDefinition(
            "update conversation_items set parent = @Parent where tenant = @tenant and conversation = @Number and parent = @Position", parameters, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from conversation_items where tenant = @tenant and conversation = @Number and position = @Position", parameters, transaction, cancellationToken: cancellationToken));
        if (conversation.Leaf == item.Position)
        {
            await SetLeafAsync(connection, transaction, tenant, conversation.Number, item.Parent, cancellationToken);
        }
    }

    /// <summary>Now, as it is stored.</summary>
    public long Now() => time.GetUtcNow().ToMicroseconds();
}
