using System.Text.Json;
using System.Text.Json.Nodes;

namespace YYC3.Llm.Router.Completions.Chunks;

/// <summary>How the pieces of a message become the message.</summary>
internal static class DeltaMerge
{
    /// <summary>Adds a delta to what has come so far.</summary>
    public static void Into(JsonObject message, JsonObject delta)
    {
        foreach (var (name, value) in delta)
        {
            if (value is null)
            {
                continue;
            }

            if (value is JsonArray pieces)
            {
                Elements(message, name, pieces);
            }
            else if (IsText(value) && name is not ("role" or "id" or "type" or "name" or "format" or "signature"))
            {
                message[name] = (message[name] is { } before && IsText(before) ? before.GetValue<string>() : "") + value.GetValue<string>();
            }
            else if (value is JsonObject inner && message[name] is JsonObject sofar)
            {
                Into(sofar, inner);
            }
            else
            {
                message[name] = value.DeepClone();
            }
        }
    }

    /// <summary>Adds lists to lists of the same name.</summary>
    public static void Lists(JsonObject sofar, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            if (value is JsonArray added && sofar[name] is JsonArray list)
            {
                foreach (var element in added)
                {
                    list.Add(element?.DeepClone());
                }
            }
            else if (value is not null)
            {
                sofar[name] = value.DeepClone();
            }
        }
    }

    // Pieces with an index belong to the element of that index; others are elements of their own.
    private static void Elements(JsonObject message, string name, JsonArray pieces)
    {
        if (message[name] is not JsonArray list)
        {
            message[name] = list = [];
        }

        foreach (var piece in pieces)
        {
            var index = (piece as JsonObject)?["index"];
            var known = index is null ? null : list.OfType<JsonObject>().FirstOrDefault(element => JsonNode.DeepEquals(element["index"], index));
            if (known is null || piece is not JsonObject more)
            {
                list.Add(piece?.DeepClone());
            }
            else
            {
                more = (JsonObject)more.DeepClone();
                more.Remove("index");
                Into(known, more);
            }
        }
    }

    private static bool IsText(JsonNode node) => node.GetValueKind() == JsonValueKind.String;
}
