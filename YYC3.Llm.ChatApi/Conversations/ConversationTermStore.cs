using System.Data.Common;
using System.Text.Json;
using Dapper;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>The index of what conversations speak of: our own analyser's terms, since the databases' tokenizers find no Chinese word of two characters.</summary>
/// <remarks>One row for each term of a conversation rather than of an item: a common word costs a thousand rows to look up, not two hundred thousand.</remarks>
internal sealed class ConversationTermStore(IDatabase database, ConversationStore conversations)
{
    private const long Few = 200;

    private readonly string given = database.Backend == "sqlite" ? "json_each(@terms)" : "jsonb_each_text(cast(@terms as jsonb))";

    /// <summary>Notes which terms the conversation has, each with the newest of these items that has it, in the transaction.</summary>
    public Task AddAsync(
        DbConnection connection, DbTransaction transaction, TenantId tenant, long scope, long conversation, IReadOnlyDictionary<string, long> terms, CancellationToken cancellationToken) =>
        terms.Count == 0 ? Task.CompletedTask : connection.ExecuteAsync(new CommandDefinition(
            $"""
            insert into conversation_terms (scope, term, conversation, tenant, last)
            select @scope, key, @conversation, @tenant, cast(value as bigint) from {given} where 1 = 1
            on conflict (scope, term, conversation) do update set last = case when excluded.last > conversation_terms.last then excluded.last else conversation_terms.last end
            """,
            new { scope, conversation, tenant = tenant.Value, terms = JsonSerializer.Serialize(terms, ConversationJson.Relaxed) },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Forgets the terms of a conversation, in the transaction: of all items, or of the title alone.</summary>
    public static Task RemoveAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, long conversation, bool ofTitleOnly, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "delete from conversation_terms where tenant = @tenant and conversation = @conversation and (last = 0 or @title = 0)",
            new { tenant = tenant.Value, conversation, title = ofTitleOnly ? 1L : 0L }, transaction, cancellationToken: cancellationToken));

    /// <summary>One owner's conversations that have all of these terms, the one used last first, one more than the page shows, each with the items where they were seen.</summary>
    /// <returns>Null: there is no conversation with the id of <paramref name="after"/>.</returns>
    public async Task<IReadOnlyList<(ConversationRow Conversation, IReadOnlyList<ItemRow> Items)>?> SearchAsync(
        Whose whose, bool anyKey, string[] terms, int limit, string? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        var from = after is null ? null : await conversations.FindAsync(connection, null, whose, after, cancellationToken);
        if (after is not null && from is null)
        {
            return null;
        }

        var rarest = await RarestAsync(connection, whose, terms, cancellationToken);
        if (rarest.Conversations == 0)
        {
            return [];
        }

        // With a rare term, its few conversations are looked at; else all, the one used last first, until the page is full: a page of common words is soon full.
        var few = rarest.Conversations < Few ? "c.number in (select conversation from conversation_terms where tenant = @tenant and scope = @scope and term = @rarest) and " : "";
        var parameters = new
        {
            anyKey = anyKey ? 1L : 0L,
            scope = whose.Scope,
            terms,
            rarest = rarest.Term,
            count = (long)terms.Length,
            at = from?.ActiveAt ?? long.MaxValue,
            number = from?.Number ?? long.MaxValue,
            rows = (long)limit + 1,
        };
        var found = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
            $"""
            select {ConversationStore.Columns} from conversations c
            where {few}c.tenant = @tenant and {ConversationStore.Listed} and (c.active_at, c.number) < (@at, @number)
            and (select count(*) from conversation_terms t where t.tenant = @tenant and t.scope = @scope and {database.In("t.term", "terms")} and t.conversation = c.number) = @count
            order by c.active_at desc, c.number desc limit @rows
            """,
            conversations.Parameters(whose, parameters),
            cancellationToken: cancellationToken))).AsList();
        return found.Count == 0 ? [] : await WithItemsAsync(connection, whose, found, terms, cancellationToken);
    }

    /// <summary>The term that the fewest conversations have, counted up to <see cref="Few"/>.</summary>
    private static async Task<(string Term, long Conversations)> RarestAsync(DbConnection connection, Whose whose, string[] terms, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { tenant = whose.Tenant.Value, scope = whose.Scope, few = Few });
        for (var i = 0; i < terms.Length; i++)
        {
            parameters.Add($"term{i}", terms[i]);
        }

        var counts = terms.Select((_, i) =>
            $"select {i} as place, (select count(*) from (select 1 from conversation_terms where tenant = @tenant and scope = @scope and term = @term{i} limit @few) seen) as number");
        var rarest = (await connection.QueryAsync<(long Place, long Number)>(new CommandDefinition(string.Join(" union all ", counts), parameters, cancellationToken: cancellationToken))).MinBy(term => term.Number);
        return (terms[rarest.Place], rarest.Number);
    }

    private async Task<IReadOnlyList<(ConversationRow Conversation, IReadOnlyList<ItemRow> Items)>> WithItemsAsync(
        DbConnection connection, Whose whose, List<ConversationRow> found, string[] terms, CancellationToken cancellationToken)
    {
        var items = (await connection.QueryAsync<HitRow>(new CommandDefinition(
            $"""
            select i.conversation as "Conversation", i.id as "Id", i.position as "Position", i.body as "Body" from conversation_items i
            where i.tenant = @tenant and (i.conversation, i.position) in (
                select conversation, last from conversation_terms where tenant = @tenant and scope = @scope and {database.In("term", "terms")} and {database.In("conversation", "numbers")})
            """,
            new { tenant = whose.Tenant.Value, scope = whose.Scope, terms, numbers = found.ConvertAll(conversation => conversation.Number).ToArray() },
            cancellationToken: cancellationToken))).ToLookup(hit => hit.Conversation);
        return found.ConvertAll(conversation => (conversation, (IReadOnlyList<ItemRow>)[.. items[conversation.Number].Select(hit => new ItemRow { Id = hit.Id, Position = hit.Position, Body = hit.Body })]));
    }

    private sealed record HitRow
    {
        public long Conversation { get; init; }

        public long Position { get; init; }

        public required string Id { get; init; }

        public required string Body { get; init; }
    }
}
