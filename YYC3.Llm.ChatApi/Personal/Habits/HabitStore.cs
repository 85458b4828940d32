using Dapper;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Personal.Habits;

/// <summary>Daily counts in the database.</summary>
internal sealed class HabitStore(IDatabase database)
{
    /// <summary>Adds to a day's counts, and deletes those that are too old.</summary>
    public async Task AddAsync(Whose whose, long day, IEnumerable<(string Kind, string Name, long Count)> counts, long oldest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { tenant = whose.Tenant.Value, owner = whose.Owner, day, oldest };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into habits (tenant, owner, day, kind, name, count) values (@tenant, @owner, @day, @Kind, @Name, @Count)
            on conflict (tenant, owner, day, kind, name) do update set count = habits.count + excluded.count
            """,
            counts.Select(count => new { key.tenant, key.owner, key.day, count.Kind, count.Name, count.Count }),
            transaction,
            cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition("delete from habits where tenant = @tenant and owner = @owner and day < @oldest", key, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The counts from a day on.</summary>
    public async Task<IReadOnlyList<(long Day, string Kind, string Name, long Count)>> SinceAsync(Whose whose, long day, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return (await connection.QueryAsync<(long, string, string, long)>(new CommandDefinition(
            "select day, kind, name, count from habits where tenant = @tenant and owner = @owner and day >= @day", new { tenant = whose.Tenant.Value, owner = whose.Owner, day }, cancellationToken: cancellationToken))).AsList();
    }
}
