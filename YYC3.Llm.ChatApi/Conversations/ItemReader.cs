using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Reads items that callers add to a conversation: checked, with ids, and in the long form in which they are listed.</summary>
internal sealed class ItemReader(TimeProvider time)
{
    /// <summary>How many items one call may add, as OpenAI has it.</summary>
    public const int Most = 20;

    // Prefixes of the ids, as OpenAI's, and the texts that each must have.
    private static readonly Dictionary<string, (string Prefix, string[] Texts)> Types = new(StringComparer.Ordinal)
    {
        ["message"] = ("msg", []),
        ["function_call"] = ("fc", ["call_id", "name", "arguments"]),
        ["function_call_output"] = ("fco", ["call_id"]),
        ["reasoning"] = ("rs", []),
        ["file_search_call"] = ("fs", []),
        ["mcp_list_tools"] = ("mcpl", ["server_label"]),
        ["mcp_approval_request"] = ("mcpr", ["server_label", "name", "arguments"]),
        ["mcp_approval_response"] = ("mcpa", ["approval_request_id"]),
        ["mcp_call"] = ("mcp", ["server_label", "name", "arguments"]),
        ["compaction"] = ("cmp", ["encrypted_content"]),
    };

    private static readonly string[] Roles = ["user", "assistant", "system", "developer"];

    /// <summary>The items of a field.</summary>
    /// <param name="body">The object that has the field.</param>
    /// <param name="field">The field.</param>
    /// <param name="isRequired">Whether it must be there.</param>
    /// <param name="most">At most so many.</param>
    /// <exception cref="ApiException">400: an item is wrong.</exception>
    public IReadOnlyList<JsonObject> Read(JsonObject body, string field, bool isRequired, int most = Most)
    {
        switch (body[field])
        {
            case null when !isRequired:
                return [];
            case null:
                throw ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");
            case JsonArray list when list.Count <= most:
                return [.. list.Select((item, i) => Read(item, $"{field}[{i}]"))];
            case JsonArray list:
                throw ApiException.BadRequest(field, $"Invalid '{field}': at most {most} items are allowed, but there are {list.Count}. Add the others in further calls.", "array_above_max_length");
            default:
                throw ApiException.BadRequest(field, $"Invalid type for '{field}': expected an array of items.", "invalid_type");
        }
    }

    /// <summary>One item.</summary>
    /// <param name="node">The item.</param>
    /// <param name="path">Where it stands, for errors.</param>
    public JsonObject Read(JsonNode? node, string path)
    {
        if (node is not JsonObject given)
        {
            throw ApiException.BadRequest(path, $"Invalid type for '{path}': expected an object.", "invalid_type");
        }

        var type = given["type"].AsText() ?? (given["type"] is null && given.ContainsKey("role") ? "message" : "");
        if (!Types.TryGetValue(type, out var known))
        {
            throw ApiException.BadRequest($"{path}.type", $"Invalid value for '{path}.type': a conversation takes items of the types {string.Join(", ", Types.Keys)}.", "invalid_value");
        }

        foreach (var text in known.Texts)
        {
            if (given[text].AsText() is null)
            {
                throw ApiException.BadRequest($"{path}.{text}", $"'{path}.{text}' must be there and be a string.", given[text] is null ? "missing_required_parameter" : "invalid_type");
            }
        }

        if (type == "mcp_approval_response" && given["approve"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw ApiException.BadRequest($"{path}.approve", $"'{path}.approve' must be there and be a boolean.", given["approve"] is null ? "missing_required_parameter" : "invalid_type");
        }

        var item = new JsonObject { ["id"] = Id(given, path) ?? Ids.New(known.Prefix, time), ["type"] = type };
        foreach (var (name, value) in given)
        {
            if (name is not ("id" or "type"))
            {
                item[name] = value?.DeepClone();
            }
        }

        return type switch
        {
            "message" => Message(item, path),
            "function_call" or "function_call_output" or "mcp_call" or "file_search_call" => Completed(item),
            "reasoning" => WithList(item, "summary"),
            _ => item,
        };
    }

    private static string? Id(JsonObject given, string path) => given["id"] switch
    {
        null => null,
        var id when PlainId.IsOne(id.AsText()) => id.AsText(),
        _ => throw ApiException.BadRequest($"{path}.id", $"Invalid value for '{path}.id': expected 1 to {PlainId.Longest} letters, digits, '_' and '-'. Leave it out to get one.", "invalid_value"),
    };

    private static JsonObject Completed(JsonObject item)
    {
        item["status"] ??= "completed";
        return item;
    }

    private static JsonObject WithList(JsonObject item, string field)
    {
        item[field] ??= new JsonArray();
        return item;
    }

    private static JsonObject Message(JsonObject item, string path)
    {
        var role = item["role"].AsText();
        if (!Roles.Contains(role))
        {
            throw ApiException.BadRequest($"{path}.role", $"Invalid value for '{path}.role': expected one of {string.Join(", ", Roles)}.", "invalid_value");
        }

        item["content"] = item["content"] switch
        {
            JsonArray parts => Parts(parts, role!, $"{path}.content"),
            var content when content.AsText() is { } text => new JsonArray(Part(new JsonObject { ["type"] = TextType(role!), ["text"] = text })),
            _ => throw ApiException.BadRequest($"{path}.content", $"Invalid value for '{path}.content': expected a string or an array of content parts.", item["content"] is null ? "missing_required_parameter" : "invalid_type"),
        };
        return Completed(item);
    }

    private static JsonArray Parts(JsonArray parts, string role, string path)
    {
        var read = new JsonArray();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not JsonObject part || part["type"].AsText() is not { } type)
            {
                throw ApiException.BadRequest($"{path}[{i}]", $"Invalid value for '{path}[{i}]': expected an object with a 'type', such as {TextType(role)}.", "invalid_type");
            }

            if (type is "input_text" or "output_text" or "text" && part["text"].AsText() is null)
            {
                throw ApiException.BadRequest($"{path}[{i}].text", $"'{path}[{i}].text' must be a string.", "invalid_type");
            }

            read.Add(Part(part.DeepClone().AsObject()));
        }

        return read;
    }

    // OpenAI's schema requires these of what is listed, and not of what is sent.
    private static JsonObject Part(JsonObject part)
    {
        switch (part["type"].AsText())
        {
            case "output_text":
                WithList(WithList(part, "annotations"), "logprobs");
                break;
            case "input_image":
                part["detail"] ??= "auto";
                break;
        }

        return part;
    }

    private static string TextType(string role) => role == "assistant" ? "output_text" : "input_text";
}
