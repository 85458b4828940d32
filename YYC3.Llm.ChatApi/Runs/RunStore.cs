using Dapper;
using Npgsql;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>Events of runs in the database, and which instance a run belongs to.</summary>
internal sealed class RunStore(IDatabase database, TimeProvider time)
{
    /// <summary>How long an owner may be silent; after it the run is taken from it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    /// <summary>Stores events, all or none of them; one that is there already stays as it is.</summary>
    public async Task AppendAsync(IEnumerable<(TenantId Tenant, string Run, RunEvent Event)> events, CancellationToken cancellationToken)
    {
        var rows = events.Select(entry => new { tenant = entry.Tenant.Value, run = entry.Run, entry.Event.Sequence, entry.Event.Data }).ToList();
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // All projects: the log of an instance is written for all of them at once; each row brings its tenant. A response deleted meanwhile needs none.
        const string Insert = "insert into response_events (response_id, tenant, sequence, event)";
        if (connection is NpgsqlConnection)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"{Insert} select e.* from unnest(@runs, @tenants, @sequences, @events) as e (response_id, tenant, sequence, event) where exists (select 1 from responses r where r.id = e.response_id) on conflict do nothing",
                new { runs = rows.Select(row => row.run).ToArray(), tenants = rows.Select(row => row.tenant).ToArray(), sequences = rows.Select(row => row.Sequence).ToArray(), events = rows.Select(row => row.Data).ToArray() },
                transaction, cancellationToken: cancellationToken));
        }
        else
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"{Insert} select @run, @tenant, @Sequence, @Data where exists (select 1 from responses where id = @run and tenant = @tenant) on conflict do nothing", rows, transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Events after a number, in order.</summary>
    public async Task<IReadOnlyList<RunEvent>> ReadAsync(TenantId tenant, string run, long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<(long Sequence, string Data)>(new CommandDefinition(
            "select sequence, event from response_events where tenant = @tenant and response_id = @run and sequence > @after order by sequence limit 1000",
            new { tenant = tenant.Value, run, after }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new RunEvent(row.Sequence, TypeOf(row.Data), row.Data))];
    }

    /// <summary>Whether there is such a run, and whether it has ended, with all its events stored.</summary>
    public async Task<(bool Exists, bool HasEnded)> FindAsync(TenantId tenant, string run, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var owner = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select coalesce(owner, '') from responses where tenant = @tenant and id = @run", new { tenant = tenant.Value, run }, cancellationToken: cancellationToken));
        return (owner is not null, owner is "");
    }

    /// <summary>Ends an instance's ownership: nothing is left to be done for the run.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="run">The run.</param>
    /// <param name="instance">The owner.</param>
    /// <param name="eventsUntil">When its events are deleted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReleaseAsync(TenantId tenant, string run, string instance, DateTimeOffset eventsUntil, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update responses set owner = null, lease_until = null, events_until = @until where tenant = @tenant and id = @run and owner = @instance",
            new { tenant = tenant.Value, run, instance, until = eventsUntil.ToMicroseconds() }, cancellationToken: cancellationToken));
    }

    /// <summary>Deletes the events of some runs whose time is over; the responses stay.</summary>
    /// <returns>Of how many runs.</returns>
    public async Task<int> SweepAsync(int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // All projects: time is over for all of them alike.
        var runs = (await connection.QueryAsync<string>(new CommandDefinition(
            "update responses set events_until = null where id in (select id from responses where events_until < @now order by events_until limit @most) returning id",
            new { now = time.GetUtcNow().ToMicroseconds(), most }, transaction, cancellationToken: cancellationToken))).AsList();

        // All projects: as above.
        await connection.ExecuteAsync(new CommandDefinition("delete from response_events where response_id = @run", runs.Select(run => new { run }), transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return runs.Count;
    }

    /// <summary>Says that an instance still works on its runs.</summary>
    /// <returns>Those that somebody wants cancelled.</returns>
    public async Task<IReadOnlyList<string>> RenewAsync(string instance, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var now = time.GetUtcNow();

        // All projects: an instance's runs are of all of them.
        await connection.ExecuteAsync(new CommandDefinition(
            "update responses set lease_until = @until where owner = @instance", new { instance, until = (now + Lease).ToMicroseconds() }, cancellationToken: cancellationToken));

        // All projects: as above.
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "select id from responses where owner = @instance and cancel_requested = 1", new { instance }, cancellationToken: cancellationToken))];
    }

    /// <summary>Notes that somebody wants a run cancelled; its owner will see it.</summary>
    public async Task RequestCancelAsync(TenantId tenant, string run, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update responses set cancel_requested = 1 where tenant = @tenant and id = @run and owner is not null", new { tenant = tenant.Value, run }, cancellationToken: cancellationToken));
    }

    /// <summary>Takes runs over whose owner has been silent for too long.</summary>
    /// <returns>The runs that are this instance's to end now.</returns>
    public async Task<IReadOnlyList<(TenantId Tenant, string Id)>> TakeAbandonedAsync(string instance, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);

        // All projects: whoever's run it is, somebody has to end it.
        var found = await connection.QueryAsync<(string Tenant, string Id)>(new CommandDefinition(
            "update responses set owner = @instance, lease_until = @until where owner is not null and owner <> @instance and lease_until < @now returning tenant, id",
            new { instance, now = now.ToMicroseconds(), until = (now + Lease).ToMicroseconds() }, cancellationToken: cancellationToken));
        return [.. found.Select(row => (new TenantId(row.Tenant), row.Id))];
    }

    private static string TypeOf(string data)
    {
        var json = new System.Text.Json.Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(data));
        json.Read();
        while (json.Read() && json.TokenType == System.Text.Json.JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (isType)
            {
                return json.GetString()!;
            }

            json.Skip();
        }

        return "";
    }
}
