using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Responses.Items;

/// <summary>Reads the <c>input</c> of a request: a text, or items as conversations have them, and references to items of before.</summary>
internal sealed class InputItems(ItemReader reader, TimeProvider time)
{
    /// <summary>The type of an item that stands for another one.</summary>
    public const string Reference = "item_reference";

    private const int Most = 2048;

    /// <summary>The items, each with an id, in the long form in which they are stored and listed; empty when there is none.</summary>
    /// <exception cref="ApiException">400: an item is wrong.</exception>
    public IReadOnlyList<JsonObject> Read(JsonObject body) => body["input"] switch
    {
        null => [],
        var input when input.AsText() is { } text => [Message("user", text, time)],
        JsonArray { Count: > Most } => throw ApiException.BadRequest("input", $"Invalid 'input': at most {Most} items are allowed.", "array_above_max_length"),
        JsonArray list => [.. list.Select((item, i) => Item(item, $"input[{i}]"))],
        _ => throw ApiException.BadRequest("input", "Invalid type for 'input': expected a string or an array of items.", "invalid_type"),
    };

    /// <summary>A message of one text.</summary>
    public static JsonObject Message(string role, string text, TimeProvider time) => new()
    {
        ["id"] = Ids.New("msg", time),
        ["type"] = "message",
        ["role"] = role,
        ["status"] = "completed",
        ["content"] = new JsonArray(role == "assistant"
            ? new JsonObject { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray() }
            : new JsonObject { ["type"] = "input_text", ["text"] = text }),
    };

    private JsonObject Item(JsonNode? node, string path)
    {
        if (node is not JsonObject given || (given["type"].AsText() ?? (given.ContainsKey("role") || !given.ContainsKey("id") ? "" : Reference)) != Reference)
        {
            return reader.Read(node, path);
        }

        return PlainId.IsOne(given["id"].AsText())
            ? new JsonObject { ["type"] = Reference, ["id"] = given["id"].AsText() }
            : throw ApiException.BadRequest($"{path}.id", $"'{path}.id' must be the id of an item.", given["id"] is null ? "missing_required_parameter" : "invalid_value");
    }
}
