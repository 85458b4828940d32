using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Runs;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Puts output items together again from the events of a run that broke off.</summary>
internal static class EventReplay
{
    /// <summary>The items, those that had not ended as incomplete, with the text that had come.</summary>
    public static JsonArray Output(IEnumerable<RunEvent> events)
    {
        var output = new SortedDictionary<int, JsonObject>();
        foreach (var e in events)
        {
            if (JsonNode.Parse(e.Data) is not JsonObject body || body["output_index"] is not JsonValue place || !place.TryGetValue(out int index))
            {
                continue;
            }

            switch (e.Type)
            {
                case "response.output_item.added" or "response.output_item.done" when body["item"] is JsonObject item:
                    output[index] = (JsonObject)item.DeepClone();
                    break;
                case "response.content_part.added" when output.TryGetValue(index, out var item) && body["part"] is { } part:
                    Parts(item).Add(part.DeepClone());
                    break;
                case "response.output_text.delta" or "response.reasoning_text.delta" when output.TryGetValue(index, out var item):
                    Append(item, "text", body["delta"].AsText());
                    break;
                case "response.refusal.delta" when output.TryGetValue(index, out var item):
                    Append(item, "refusal", body["delta"].AsText());
                    break;
                case "response.function_call_arguments.delta" when output.TryGetValue(index, out var item):
                    item["arguments"] = item["arguments"].AsText() + body["delta"].AsText();
                    break;
            }
        }

        foreach (var item in output.Values.Where(item => item["status"].AsText() is "in_progress" or "searching"))
        {
            item["status"] = "incomplete";
        }

        return [.. output.Values];
    }

    private static JsonArray Parts(JsonObject item)
    {
        if (item["content"] is not JsonArray parts)
        {
            item["content"] = parts = [];
        }

        return parts;
    }

    private static void Append(JsonObject item, string field, string? delta)
    {
        if (Parts(item).LastOrDefault() is JsonObject part)
        {
            part[field] = part[field].AsText() + delta;
        }
    }
}
