using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Conversations as their endpoints and runs change them: each change is one transaction, index and title included.</summary>
internal sealed class ConversationService(
    ConversationStore store, ConversationItemStore items, ConversationTermStore terms, ConversationWriter writer, IOptions<ConversationOptions> options, TimeProvider time) : IConversations
{
    /// <summary>In place of an item to go on after: the conversation's beginning, for a sibling of its first message.</summary>
    public const string Root = "root";

    /// <summary>When a temporary conversation goes unless it says so itself.</summary>
    public Expiry TemporaryExpiry => Expiry.AfterIdle(options.Value.TemporaryIdle);

    public async Task<IReadOnlyList<JsonObject>> HistoryAsync(CallerIdentity caller, string id, string? after, CancellationToken cancellationToken)
    {
        var whose = Whose.Of(caller);
        var row = await FindAsync(whose, id, cancellationToken);
        if (after == Root)
        {
            return [];
        }

        if (after is null)
        {
            return [.. (await items.ActiveAsync(whose.Tenant, row.Number, cancellationToken)).Select(item => item.Item())];
        }

        var leaf = await ItemAsync(whose, row, after, "conversation.after", cancellationToken);
        return [.. (await items.BranchAsync(whose.Tenant, row.Number, leaf.Position, cancellationToken)).Select(item => item.Item())];
    }

    public Task AppendAsync(CallerIdentity caller, string id, IReadOnlyList<JsonObject> items, string? after, string? response, CancellationToken cancellationToken) =>
        AppendAsync(Whose.Of(caller), id, items, after, response, "conversation.after", cancellationToken);

    public async Task<bool> HasResponseAsync(CallerIdentity caller, string id, string response, CancellationToken cancellationToken)
    {
        var whose = Whose.Of(caller);
        return await items.HasResponseAsync(whose.Tenant, (await FindAsync(whose, id, cancellationToken)).Number, response, cancellationToken);
    }

    public async Task<bool> IsTemporaryAsync(CallerIdentity caller, string id, CancellationToken cancellationToken) =>
        (await FindAsync(Whose.Of(caller), id, cancellationToken)).Temporary == 1;

    /// <summary>The conversation.</summary>
    /// <exception cref="ApiException">404: there is none that the caller may reach.</exception>
    public async Task<ConversationRow> FindAsync(Whose whose, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(whose, id, cancellationToken) ?? throw Unknown(id);

    /// <summary>An item of a conversation.</summary>
    /// <exception cref="ApiException">404: there is none.</exception>
    public async Task<ItemRow> ItemAsync(Whose whose, ConversationRow row, string item, string param, CancellationToken cancellationToken) =>
        await items.FindAsync(whose.Tenant, row.Number, item, cancellationToken) ?? throw ApiException.NotFound("item", item, param);

    /// <summary>Makes a conversation with its first items.</summary>
    public Task<ConversationRow> CreateAsync(Whose whose, NewConversation conversation, IReadOnlyList<JsonObject> first, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
        {
            var row = await store.InsertAsync(connection, transaction, whose, conversation, cancellationToken);
            if (row is { Title: { } title, Temporary: 0 })
            {
                await terms.AddAsync(connection, transaction, whose.Tenant, row.Scope, row.Number, ItemText.Terms([(0, title)]), cancellationToken);
            }

            return first.Count == 0 ? row : (await AppendAsync(connection, transaction, whose, row.Id, first, null, null, "items", cancellationToken)).Conversation;
        }, cancellationToken);

    /// <summary>Adds items in one step. One whose id the conversation has already gets a new one.</summary>
    /// <returns>The items as they are stored.</returns>
    public async Task<IReadOnlyList<ItemRow>> AppendAsync(
        Whose whose, string id, IReadOnlyList<JsonObject> added, string? after, string? response, string param, CancellationToken cancellationToken) =>
        added.Count == 0 ? [] : await writer.WriteAsync(
            whose.Tenant,
            async (connection, transaction) => (await AppendAsync(connection, transaction, whose, id, added, after, response, param, cancellationToken)).Items,
            cancellationToken);

    /// <summary>Changes a conversation.</summary>
    public Task<ConversationRow> UpdateAsync(Whose whose, string id, ConversationUpdate change, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
        {
            // Taking no positions still takes the row: two updates at once do not lose one's fields.
            var row = await items.TakePositionsAsync(connection, transaction, whose, id, 0, cancellationToken) ?? throw Unknown(id);
            if (change is { Title: not null, TitleBy: not TitleMakers.Caller } && row.TitleBy == TitleMakers.Caller)
            {
                return row;
            }

            await ConversationStore.UpdateAsync(connection, transaction, row, whose.Tenant, change, cancellationToken);
            if (change.Title is { } title && row.Temporary == 0)
            {
                await ConversationTermStore.RemoveAsync(connection, transaction, whose.Tenant, row.Number, ofTitleOnly: true, cancellationToken);
                await terms.AddAsync(connection, transaction, whose.Tenant, row.Scope, row.Number, ItemText.Terms([(0, title)]), cancellationToken);
            }

            return (await store.FindAsync(connection, transaction, whose, id, cancellationToken))!;
        }, cancellationToken);

    /// <summary>Shows another branch: the one that ends at an item, or that went on from it last.</summary>
    public Task<ConversationRow> SelectBranchAsync(Whose whose, string id, string item, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
        {
            var row = await items.TakePositionsAsync(connection, transaction, whose, id, 0, cancellationToken) ?? throw Unknown(id);
            var chosen = await ConversationItemStore.FindAsync(connection, transaction, whose.Tenant, row.Number, item, cancellationToken) ?? throw ApiException.NotFound("item", item, "item_id");
            var leaf = await ConversationItemStore.NewestBelowAsync(connection, transaction, whose.Tenant, row.Number, chosen.Position, cancellationToken);
            await ConversationItemStore.ActivateAsync(connection, transaction, whose.Tenant, row.Number, leaf, cancellationToken);
            return row with { Leaf = leaf };
        }, cancellationToken);

    /// <summary>Deletes an item, from the index too.</summary>
    public Task<ConversationRow> DeleteItemAsync(Whose whose, string id, string item, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
        {
            var row = await items.TakePositionsAsync(connection, transaction, whose, id, 0, cancellationToken) ?? throw Unknown(id);
            var found = await ConversationItemStore.FindAsync(connection, transaction, whose.Tenant, row.Number, item, cancellationToken) ?? throw ApiException.NotFound("item", item, "item_id");
            await ConversationItemStore.DeleteAsync(connection, transaction, whose.Tenant, row, found, cancellationToken);
            await ReindexAsync(connection, transaction, whose.Tenant, row, cancellationToken);
            return row.Leaf == found.Position ? row with { Leaf = found.Parent } : row;
        }, cancellationToken);

    /// <summary>Stores a whole tree of items, as it comes from elsewhere.</summary>
    public Task<ConversationRow> ImportAsync(Whose whose, NewConversation conversation, IReadOnlyList<ItemRow> tree, long? leaf, CancellationToken cancellationToken) =>
        writer.WriteAsync(whose.Tenant, async (connection, transaction) =>
        {
            var row = await store.InsertAsync(connection, transaction, whose, conversation, cancellationToken);
            await ConversationItemStore.InsertAsync(connection, transaction, whose.Tenant, row.Number, tree, cancellationToken);
            if (tree.Count > 0)
            {
                // The positions are taken afterwards: nobody else knows the conversation yet.
                await items.TakePositionsAsync(connection, transaction, whose, row.Id, tree.Count, cancellationToken);
                await ConversationItemStore.ActivateAsync(connection, transaction, whose.Tenant, row.Number, leaf ?? tree[^1].Position, cancellationToken);
                await ConversationStore.TouchAsync(connection, transaction, whose.Tenant, row.Number, row.ActiveAt, cancellationToken);
            }

            if (row.Title is null && ItemText.Title(tree.Select(item => item.Item())) is { } title)
            {
                await ConversationStore.UpdateAsync(connection, transaction, row, whose.Tenant, new ConversationUpdate { Title = title, TitleBy = TitleMakers.FirstMessage }, cancellationToken);
            }

            row = (await store.FindAsync(connection, transaction, whose, row.Id, cancellationToken))!;
            await ReindexAsync(connection, transaction, whose.Tenant, row, cancellationToken);
            return row;
        }, cancellationToken);

    private static ApiException Unknown(string id) => ApiException.NotFound("conversation", id, "conversation_id");

    private async Task<(ConversationRow Conversation, IReadOnlyList<ItemRow> Items)> AppendAsync(
        DbConnection connection, DbTransaction transaction, Whose whose, string id, IReadOnlyList<JsonObject> added, string? after, string? response, string param, CancellationToken cancellationToken)
    {
        var row = await items.TakePositionsAsync(connection, transaction, whose, id, added.Count, cancellationToken) ?? throw Unknown(id);
        var parent = await ParentAsync(connection, transaction, whose, row, after, param, cancellationToken);
        var taken = await items.TakenAsync(connection, transaction, whose.Tenant, row.Number, [.. added.Select(IdOf)], cancellationToken);
        var now = items.Now();
        var position = row.NextPosition - added.Count;
        var rows = new List<ItemRow>(added.Count);
        foreach (var item in added)
        {
            var stored = WithFreeId(item, taken);
            rows.Add(new ItemRow { Position = position, Id = IdOf(stored), Parent = parent, Active = 1, Response = response, CreatedAt = now, Body = stored.ToJsonString(ConversationJson.Relaxed) });
            parent = position++;
        }

        await ConversationItemStore.InsertAsync(connection, transaction, whose.Tenant, row.Number, rows, cancellationToken);
        await ConversationItemStore.SetLeafAsync(connection, transaction, whose.Tenant, row.Number, parent, cancellationToken);
        if (row.Temporary == 0)
        {
            var texts = rows.Zip(added, (stored, item) => (stored.Position, ItemText.Of(item)));
            await terms.AddAsync(connection, transaction, whose.Tenant, row.Scope, row.Number, ItemText.Terms(texts), cancellationToken);
        }

        if (row.Title is null && ItemText.Title(added) is { } title)
        {
            await ConversationStore.UpdateAsync(connection, transaction, row, whose.Tenant, new ConversationUpdate { Title = title, TitleBy = TitleMakers.FirstMessage }, cancellationToken);
            row = row with { Title = title, TitleBy = TitleMakers.FirstMessage }; // Its terms are the message's.
        }

        return (row with { Leaf = parent }, rows);
    }

    // Going on after anything but the newest item makes another branch the active one.
    private static async Task<long?> ParentAsync(
        DbConnection connection, DbTransaction transaction, Whose whose, ConversationRow row, string? after, string param, CancellationToken cancellationToken)
    {
        if (after is null)
        {
            return row.Leaf;
        }

        var parent = after == Root
            ? (long?)null
            : (await ConversationItemStore.FindAsync(connection, transaction, whose.Tenant, row.Number, after, cancellationToken) ?? throw ApiException.NotFound("item", after, param)).Position;
        if (parent != row.Leaf)
        {
            await ConversationItemStore.ActivateAsync(connection, transaction, whose.Tenant, row.Number, parent, cancellationToken);
        }

        return parent;
    }

    private async Task ReindexAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, ConversationRow row, CancellationToken cancellationToken)
    {
        await ConversationTermStore.RemoveAsync(connection, transaction, tenant, row.Number, ofTitleOnly: false, cancellationToken);
        if (row.Temporary == 1)
        {
            return;
        }

        var all = await ConversationItemStore.AllAsync(connection, transaction, tenant, row.Number, cancellationToken);
        var texts = all.Select(item => (item.Position, ItemText.Of(item.Item()))).Prepend((0, row.Title ?? ""));
        await terms.AddAsync(connection, transaction, tenant, row.Scope, row.Number, ItemText.Terms(texts), cancellationToken);
    }

    private static string IdOf(JsonObject item) => item["id"].AsText() ?? throw new InvalidOperationException("An item to be stored has no id.");

    private JsonObject WithFreeId(JsonObject item, HashSet<string> taken)
    {
        var id = IdOf(item);
        if (taken.Add(id))
        {
            return item;
        }

        var copy = item.DeepClone().AsObject();
        var prefix = id.IndexOf('_', StringComparison.Ordinal) is > 0 and var end ? id[..end] : "msg";
        copy["id"] = Ids.New(prefix, time);
        return copy;
    }
}
