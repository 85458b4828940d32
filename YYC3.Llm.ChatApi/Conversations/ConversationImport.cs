using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Reads what was exported: here, or from ChatGPT (<c>conversations.json</c>: a tree of messages by id in <c>mapping</c>, and <c>current_node</c>).</summary>
internal sealed class ConversationImport(ItemReader reader, TimeProvider time)
{
    /// <summary>The <c>object</c> of our own export.</summary>
    public const string Object = "conversation.export";

    private const int Most = 1000;

    /// <summary>The conversations of a body: one export, or a list of them.</summary>
    /// <exception cref="ApiException">400: something in it is wrong.</exception>
    public IReadOnlyList<ImportedConversation> Read(JsonNode body) => body switch
    {
        JsonArray { Count: > Most } => throw ApiException.BadRequest(null, $"At most {Most} conversations can be imported at a time. Send the others in further calls.", "array_above_max_length"),
        JsonArray list => [.. list.Select((one, i) => Read(one, $"[{i}]"))],
        _ => [Read(body, "")],
    };

    private ImportedConversation Read(JsonNode? node, string path) => node switch
    {
        JsonObject one when one["object"].AsText() == Object => ReadOwn(one, path),
        JsonObject one when one["mapping"] is JsonObject mapping => ReadChatGpt(one, mapping, Below(path, "mapping")),
        _ => throw ApiException.BadRequest(path.Length > 0 ? path : null, "Expected a conversation as GET /v1/conversations/{id}/export gives it, or one of a ChatGPT export, which has a 'mapping'.", "invalid_type"),
    };

    private ImportedConversation ReadOwn(JsonObject one, string path)
    {
        if (one["items"] is not JsonArray given)
        {
            throw ApiException.BadRequest(Below(path, "items"), $"'{Below(path, "items")}' must be an array.", "invalid_type");
        }

        var fields = one["conversation"] as JsonObject ?? [];
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = new List<ItemRow>();
        for (var i = 0; i < given.Count; i++)
        {
            var at = Below(path, $"items[{i}]");
            var entry = given[i] as JsonObject ?? throw ApiException.BadRequest(at, $"Invalid type for '{at}': expected an object.", "invalid_type");
            var item = reader.Read(entry["item"], Below(at, "item"));
            var parent = entry["parent_id"].AsText() is { } id
                ? positions.TryGetValue(id, out var position) ? position : throw ApiException.BadRequest(Below(at, "parent_id"), $"'{Below(at, "parent_id")}' must be the id of an item before this one.", "invalid_value")
                : (long?)null;
            var name = item["id"].AsText()!;
            if (!positions.TryAdd(name, rows.Count + 1))
            {
                throw ApiException.BadRequest(Below(at, "item.id"), $"The id '{name}' occurs twice.", "invalid_value");
            }

            var response = entry["response_id"].AsText();
            rows.Add(Row(rows.Count + 1, parent, item, Seconds(entry["created_at"]), PlainId.IsOne(response) ? response : null));
        }

        var conversation = new NewConversation
        {
            Title = ConversationFields.Title(fields),
            Metadata = (ConversationFields.Metadata(fields) ?? []).ToJsonString(ConversationJson.Relaxed),
            CreatedAt = Seconds(fields["created_at"]),
            ActiveAt = Seconds(fields["last_active_at"]),
        };
        return new ImportedConversation(conversation, rows, one["active_item_id"].AsText() is { } leaf && positions.TryGetValue(leaf, out var found) ? found : null);
    }

    private ImportedConversation ReadChatGpt(JsonObject one, JsonObject mapping, string path)
    {
        // Parents before children; what is no message of a person or a model (system notes, tools) is passed over, its children follow its parent.
        var positions = new Dictionary<string, long?>(StringComparer.Ordinal);
        var rows = new List<ItemRow>();
        var waiting = new Stack<string>(mapping.Where(node => (node.Value as JsonObject)?["parent"].AsText() is not { } parent || !mapping.ContainsKey(parent)).Select(node => node.Key).Reverse());
        while (waiting.TryPop(out var id))
        {
            var node = mapping[id] as JsonObject ?? throw ApiException.BadRequest($"{path}.{id}", $"'{path}.{id}' must be an object.", "invalid_type");
            var parent = node["parent"].AsText() is { } above ? positions.GetValueOrDefault(above) : null;
            if (!positions.TryAdd(id, parent))
            {
                continue;
            }

            if (Message(node["message"] as JsonObject, out var at) is { } message)
            {
                rows.Add(Row(rows.Count + 1, parent, message, at, null));
                positions[id] = rows.Count;
            }

            foreach (var child in (node["children"] as JsonArray ?? []).Reverse())
            {
                if (child.AsText() is { } next && mapping.ContainsKey(next))
                {
                    waiting.Push(next);
                }
            }
        }

        var title = ItemText.Title(one["title"].AsText() ?? "");
        var conversation = new NewConversation { Title = title, CreatedAt = Seconds(one["create_time"]), ActiveAt = Seconds(one["update_time"]) ?? Seconds(one["create_time"]) };
        return new ImportedConversation(conversation, rows, one["current_node"].AsText() is { } current ? positions.GetValueOrDefault(current) : null);
    }

    private JsonObject? Message(JsonObject? message, out long? at)
    {
        at = Seconds(message?["create_time"]);
        var role = (message?["author"] as JsonObject)?["role"].AsText();
        var parts = (message?["content"] as JsonObject)?["parts"] as JsonArray ?? [];
        var text = string.Join("\n", parts.Select(part => part.AsText()).Where(part => !string.IsNullOrEmpty(part)));
        return role is "user" or "assistant" && text.Length > 0 ? reader.Read(new JsonObject { ["role"] = role, ["content"] = text }, "message") : null;
    }

    private ItemRow Row(long position, long? parent, JsonObject item, long? createdAt, string? response) => new()
    {
        Position = position,
        Parent = parent,
        Id = item["id"].AsText() ?? Ids.New("msg", time),
        Response = response,
        CreatedAt = createdAt ?? time.GetUtcNow().ToMicroseconds(),
        Body = item.ToJsonString(ConversationJson.Relaxed),
    };

    // Seconds since 1970, with a fraction or without; what is out of range, or in the future, is not known.
    private long? Seconds(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out double seconds) && seconds > 0 && seconds * 1_000_000 <= time.GetUtcNow().ToMicroseconds()
            ? (long)(seconds * 1_000_000)
            : null;

    private static string Below(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
