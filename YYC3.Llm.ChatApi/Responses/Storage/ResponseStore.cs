using System.Text.Json.Nodes;
using Dapper;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Responses.Storage;

/// <summary>Responses in the database.</summary>
internal sealed class ResponseStore(IDatabase database, TimeProvider time)
{
    /// <summary>Responses before one that are read at most, for a chain of <c>previous_response_id</c>.</summary>
    private const int LongestChain = 1000;

    private const string Columns = """
        r.id as "Id", r.tenant as "Tenant", r.key_id as "KeyId", r.user_id as "User", r.status as "Status", r.conversation_id as "Conversation", r.after_item as "After", r.body as "Body", r.input as "Input", r.context as "Context"
        """;

    /// <summary>Stores a response that begins, as a run of an instance.</summary>
    /// <param name="caller">Who asked.</param>
    /// <param name="body">The response object as it begins.</param>
    /// <param name="input">The items of the request.</param>
    /// <param name="place">The conversation, the item in it to go on after, and the response to go on from; null for none.</param>
    /// <param name="instance">The owner.</param>
    /// <param name="lease">How long it may be silent.</param>
    /// <param name="expiresAt">When the response goes; null: it stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BeginAsync(
        CallerIdentity caller,
        JsonObject body,
        IEnumerable<JsonObject> input,
        (string? Conversation, string? After, string? Previous) place,
        string instance,
        TimeSpan lease,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into responses (id, tenant, key_id, user_id, conversation_id, after_item, previous_id, model, status, created_at, expires_at, body, input, owner, lease_until)
            values (@id, @tenant, @key, @user, @conversation, @after, @previous, @model, @status, @now, @expires, @body, @input, @instance, @until)
            """,
            new
            {
                id = body["id"].AsText(),
                tenant = caller.Tenant.Value,
                key = caller.KeyId,
                user = caller.User,
                conversation = place.Conversation,
                after = place.After,
                previous = place.Previous,
                model = body["model"].AsText(),
                status = body["status"].AsText(),
                now = now.ToMicroseconds(),
                expires = expiresAt?.ToMicroseconds(),
                body = Json(body),
                input = Json(new JsonArray([.. input.Select(item => item.DeepClone())])),
                instance,
                until = (now + lease).ToMicroseconds(),
            },
            cancellationToken: cancellationToken));
    }

    /// <summary>Stores how a response ended, if it is still this instance's to end.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> EndAsync(TenantId tenant, JsonObject body, IEnumerable<JsonObject> input, JsonObject? context, string instance, CancellationToken cancellationToken)
    {
        var id = body["id"].AsText();
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isOurs = await connection.ExecuteAsync(new CommandDefinition(
            "update responses set status = @status, body = @body, context = @context, ended_at = @now where tenant = @tenant and id = @id and owner = @instance",
            new { tenant = tenant.Value, id, status = body["status"].AsText(), body = Json(body), context = context is null ? null : Json(context), now = time.GetUtcNow().ToMicroseconds(), instance },
            transaction,
            cancellationToken: cancellationToken)) > 0;
        if (isOurs)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into response_items (tenant, item, response_id) values (@tenant, @item, @id) on conflict (tenant, item) do nothing",
                input.Concat((body["output"] as JsonArray ?? []).OfType<JsonObject>()).Select(item => item["id"].AsText()).OfType<string>().Select(item => new { tenant = tenant.Value, item, id }),
                transaction,
                cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return isOurs;
    }

    /// <summary>A response within reach; null when there is none, or its time is over.</summary>
    public async Task<StoredResponse?> FindAsync(Reach reach, string id, CancellationToken cancellationToken) =>
        await FindAsync(reach.Tenant, id, cancellationToken) is { } response && reach.Has(response) ? response : null;

    /// <summary>A response of a project; null when there is none, or its time is over.</summary>
    public async Task<StoredResponse?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"select {Columns} from responses r where r.tenant = @tenant and r.id = @id and (r.expires_at is null or r.expires_at > @now)",
            new { tenant = tenant.Value, id, now = time.GetUtcNow().ToMicroseconds() },
            cancellationToken: cancellationToken));
        return row?.Read();
    }

    /// <summary>A response and those that it goes on from, oldest first; empty when there is no such response, or it is out of reach.</summary>
    public async Task<IReadOnlyList<StoredResponse>> ChainAsync(Reach reach, string id, CancellationToken cancellationToken)
    {
        var tenant = reach.Tenant;
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            with recursive chain (id, previous_id, depth) as (
                select id, previous_id, 0 from responses where tenant = @tenant and id = @id and (expires_at is null or expires_at > @now)
                union all
                select r.id, r.previous_id, c.depth + 1 from responses r join chain c on r.id = c.previous_id where r.tenant = @tenant and c.depth < {LongestChain}
            )
            select {Columns} from chain c join responses r on r.id = c.id where r.tenant = @tenant order by c.depth desc
            """,
            new { tenant = tenant.Value, id, now = time.GetUtcNow().ToMicroseconds() },
            cancellationToken: cancellationToken));
        StoredResponse[] chain = [.. rows.Select(row => row.Read())];
        return chain is [.., var newest] && reach.Has(newest) ? chain : [];
    }

    /// <summary>The responses that some items are of, as far as they are within reach.</summary>
    public async Task<IReadOnlyList<StoredResponse>> OfItemsAsync(Reach reach, string[] items, CancellationToken cancellationToken)
    {
        var tenant = reach.Tenant;
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var found = new Dictionary<string, StoredResponse>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                $"select {Columns} from response_items i join responses r on r.id = i.response_id where i.tenant = @tenant and r.tenant = @tenant and i.item = @item and (r.expires_at is null or r.expires_at > @now)",
                new { tenant = tenant.Value, item, now = time.GetUtcNow().ToMicroseconds() },
                cancellationToken: cancellationToken));
            if (row?.Read() is { } response && reach.Has(response))
            {
                found[response.Id] = response;
            }
        }

        return [.. found.Values];
    }

    /// <summary>Deletes a response with its events.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from responses where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Deletes some of the responses whose time is over.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // All projects: time is over for all of them alike.
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from responses where id in (select id from responses where expires_at < @now and owner is null order by expires_at limit @most)",
            new { now = time.GetUtcNow().ToMicroseconds(), most },
            cancellationToken: cancellationToken));
    }

    private static string Json(JsonNode node) => node.ToJsonString(JsonText.RelaxedOptions);

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Tenant { get; init; }

        public required string KeyId { get; init; }

        public string? User { get; init; }

        public required string Status { get; init; }

        public string? Conversation { get; init; }

        public string? After { get; init; }

        public required string Body { get; init; }

        public required string Input { get; init; }

        public string? Context { get; init; }

        public StoredResponse Read() => new(
            Id,
            new CallerIdentity(new TenantId(Tenant), KeyId, User, Conversation, Id),
            Status,
            Conversation,
            After,
            JsonNode.Parse(Body)!.AsObject(),
            [.. JsonNode.Parse(Input)!.AsArray().Select(item => item!.AsObject())],
            Context is null ? null : JsonNode.Parse(Context)!.AsObject());
    }
}
