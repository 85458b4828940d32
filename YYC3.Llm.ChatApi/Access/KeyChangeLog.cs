using Dapper;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>The latest changes of keys, in the database: what an instance reads when a message did not reach it. All projects' at once.</summary>
internal sealed class KeyChangeLog(IDatabase database)
{
    /// <summary>Adds notes, and drops those that everybody has read long ago.</summary>
    public async Task AddAsync(IEnumerable<KeyChange> changes, long dropBefore, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into key_changes (id, tenant, key_id, at) values (@Id, @Tenant, @KeyId, @At)", changes, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition("delete from key_changes where at < @dropBefore", new { dropBefore }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The notes since a time.</summary>
    public async Task<IReadOnlyList<KeyChange>> ReadAsync(long since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<KeyChange>(new CommandDefinition(
            """select id as "Id", tenant as "Tenant", key_id as "KeyId", at as "At" from key_changes where at >= @since""",
            new { since }, cancellationToken: cancellationToken))).AsList();
    }
}
