using Dapper;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Personal.Profiles;

/// <summary>Profiles in the database.</summary>
internal sealed class ProfileStore(IDatabase database, TimeProvider time)
{
    private static readonly string[] Tables = ["profiles", "memories", "memory_changes", "habits", "templates"];

    /// <summary>A person's profile; an empty one when there is none.</summary>
    public async Task<Profile> FindAsync(Whose whose, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            """
            select learning as "Learning", name as "Name", language as "Language", instructions as "Instructions", time_zone as "TimeZone", reply_template as "ReplyTemplate", max_context_length as "MaxContextLength"
            from profiles where tenant = @tenant and owner = @owner
            """,
            new { tenant = whose.Tenant.Value, owner = whose.Owner },
            cancellationToken: cancellationToken));
        return row is null ? Profile.Empty : new Profile(row.Learning is { } learning ? learning == 1 : null, row.Name, row.Language, row.Instructions, row.TimeZone, row.ReplyTemplate, (int?)row.MaxContextLength);
    }

    /// <summary>Stores a profile.</summary>
    public async Task SaveAsync(Whose whose, Profile profile, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into profiles (tenant, owner, learning, name, language, instructions, time_zone, reply_template, max_context_length, updated_at)
            values (@tenant, @owner, @learning, @Name, @Language, @Instructions, @TimeZone, @ReplyTemplate, @most, @now)
            on conflict (tenant, owner) do update set learning = excluded.learning, name = excluded.name, language = excluded.language, instructions = excluded.instructions,
                time_zone = excluded.time_zone, reply_template = excluded.reply_template, max_context_length = excluded.max_context_length, updated_at = excluded.updated_at
            """,
            new
            {
                tenant = whose.Tenant.Value,
                owner = whose.Owner,
                learning = profile.Learning is { } learning ? (learning ? 1L : 0L) : (long?)null,
                profile.Name,
                profile.Language,
                profile.Instructions,
                profile.TimeZone,
                profile.ReplyTemplate,
                most = (long?)profile.MaxContextLength,
                now = time.GetUtcNow().ToMicroseconds(),
            },
            cancellationToken: cancellationToken));
    }

    /// <summary>Deletes all that is known of a person: profile, memories and their changes, counts, templates.</summary>
    public async Task ForgetAsync(Whose whose, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var table in Tables)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"delete from {table} where tenant = @tenant and owner = @owner", new { tenant = whose.Tenant.Value, owner = whose.Owner }, transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private sealed class Row
    {
        public long? Learning { get; init; }

        public string? Name { get; init; }

        public string? Language { get; init; }

        public string? Instructions { get; init; }

        public string? TimeZone { get; init; }

        public string? ReplyTemplate { get; init; }

        public long? MaxContextLength { get; init; }
    }
}
