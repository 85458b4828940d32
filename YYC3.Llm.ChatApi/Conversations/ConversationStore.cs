using System.Data.Common;
using Dapper;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>The conversations of the projects, without their items.</summary>
internal sealed class ConversationStore(IDatabase database, TimeProvider time)
{
    /// <summary>What is read of a conversation; the prefix is <c>c</c>.</summary>
    public const string Columns = """
        c.number as "Number", c.id as "Id", c.owner as "Owner", c.scope as "Scope", c.title as "Title", c.title_by as "TitleBy", c.metadata as "Metadata",
        c.temporary as "Temporary", c.created_at as "CreatedAt", c.active_at as "ActiveAt", c.expires_after as "ExpiresAfter", c.expires_anchor as "ExpiresAnchor",
        c.expires_at as "ExpiresAt", c.next_position as "NextPosition", c.leaf as "Leaf"
        """;

    /// <summary>The condition for a conversation that the caller may reach, and that has not expired.</summary>
    public const string Reachable = "(c.owner = @owner or c.key_id = @key or @all = 1) and (c.expires_at is null or c.expires_at > @now)";

    /// <summary>The condition for those that a list or a search shows: one owner's.</summary>
    public const string Listed = "c.owner = @owner and (c.key_id = @key or @anyKey = 1) and c.temporary = 0 and (c.expires_at is null or c.expires_at > @now)";

    /// <summary>Makes a conversation without items, in the transaction.</summary>
    public async Task<ConversationRow> InsertAsync(
        DbConnection connection, DbTransaction transaction, Whose whose, NewConversation conversation, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToMicroseconds();
        return await connection.QuerySingleAsync<ConversationRow>(new CommandDefinition(
            $"""
            insert into conversations as c (id, tenant, owner, key_id, scope, title, title_by, metadata, temporary, created_at, active_at, expires_after, expires_anchor, expires_at, next_position)
            values (@Id, @tenant, @Owner, @KeyId, @Scope, @Title, @TitleBy, @Metadata, @Temporary, @created, @active, @Span, @Anchor, @ExpiresAt, 1)
            returning {Columns.Replace("c.", "", StringComparison.Ordinal)}
            """,
            new
            {
                Id = Ids.New("conv", time),
                tenant = whose.Tenant.Value,
                whose.Owner,
                whose.KeyId,
                whose.Scope,
                conversation.Title,
                TitleBy = conversation.Title is null ? null : TitleMakers.Caller,
                conversation.Metadata,
                Temporary = conversation.IsTemporary ? 1L : 0L,
                created = conversation.CreatedAt ?? now,
                active = conversation.ActiveAt ?? now,
                conversation.Expiry?.Span,
                conversation.Expiry?.Anchor,
                ExpiresAt = conversation.Expiry?.At(conversation.CreatedAt ?? now, now),
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    public async Task<ConversationRow?> FindAsync(Whose whose, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return await FindAsync(connection, null, whose, id, cancellationToken);
    }

    public Task<ConversationRow?> FindAsync(DbConnection connection, DbTransaction? transaction, Whose whose, string id, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<ConversationRow>(new CommandDefinition(
            $"select {Columns} from conversations c where c.tenant = @tenant and c.id = @id and {Reachable}", Parameters(whose, new { id }), transaction, cancellationToken: cancellationToken));

    /// <summary>One owner's conversations, the one used last first, one more than the page shows. Null: there is none with the id of <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<ConversationRow>?> ListAsync(Whose whose, bool anyKey, int limit, string? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        var from = after is null ? null : await FindAsync(connection, null, whose, after, cancellationToken);
        return after is not null && from is null ? null : (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
            $"select {Columns} from conversations c where c.tenant = @tenant and {Listed} and (c.active_at, c.number) < (@at, @number) order by c.active_at desc, c.number desc limit @rows",
            Parameters(whose, new { anyKey = anyKey ? 1L : 0L, at = from?.ActiveAt ?? long.MaxValue, number = from?.Number ?? long.MaxValue, rows = (long)limit + 1 }),
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Changes what is given, in the transaction.</summary>
    public static Task<int> UpdateAsync(
        DbConnection connection, DbTransaction transaction, ConversationRow row, TenantId tenant, ConversationUpdate change, CancellationToken cancellationToken)
    {
        var expiry = change.ChangesExpiry
            ? change.Expiry
            : row.ExpiresAfter is { } span ? new Expiry(span, row.ExpiresAnchor!) : null;
        return connection.ExecuteAsync(new CommandDefinition(
            """
            update conversations set metadata = @metadata, title = @title, title_by = @titleBy, expires_after = @span, expires_anchor = @anchor, expires_at = @expiresAt
            where tenant = @tenant and number = @Number
            """,
            new
            {
                metadata = change.Metadata ?? row.Metadata,
                title = change.Title ?? row.Title,
                titleBy = change.Title is null ? row.TitleBy : change.TitleBy,
                span = expiry?.Span,
                anchor = expiry?.Anchor,
                expiresAt = expiry?.At(row.CreatedAt, row.ActiveAt),
                tenant = tenant.Value,
                row.Number,
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    /// <summary>Sets when a conversation was last used, in the transaction.</summary>
    public static Task TouchAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, long number, long at, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "update conversations set active_at = @at where tenant = @tenant and number = @number", new { tenant = tenant.Value, number, at }, transaction, cancellationToken: cancellationToken));

    /// <summary>Deletes a conversation with its items.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(Whose whose, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            $"delete from conversations as c where c.tenant = @tenant and c.id = @id and {Reachable}", Parameters(whose, new { id }), cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Deletes some of the conversations that have expired.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public async Task<int> DeleteExpiredAsync(int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // All projects: the clean-up serves the installation. Those that were used again meanwhile stay: the condition is checked on the row that is deleted.
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from conversations where expires_at <= @now and number in (select number from conversations where expires_at <= @now order by expires_at limit @most)",
            new { now = time.GetUtcNow().ToMicroseconds(), most = (long)most },
            cancellationToken: cancellationToken));
    }

    /// <summary>The parameters of <see cref="Reachable"/> and some more.</summary>
    public DynamicParameters Parameters(Whose whose, object more)
    {
        var parameters = new DynamicParameters(more);
        parameters.Add("tenant", whose.Tenant.Value);
        parameters.Add("owner", whose.Owner);
        parameters.Add("key", whose.KeyId);
        parameters.Add("all", whose.IsAdmin ? 1L : 0L);
        parameters.Add("now", time.GetUtcNow().ToMicroseconds());
        return parameters;
    }
}
