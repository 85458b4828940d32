using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>Makes OpenAI's chat completion of its chunks: texts are joined, lists are joined by <c>index</c> where their entries have one.</summary>
internal sealed class CompletionAssembler
{
    private readonly JsonObject head = new() { ["object"] = "chat.completion" };
    private readonly SortedDictionary<int, Choice> choices = [];
    private bool isSpoilt;

    /// <summary>Takes the next chunk.</summary>
    public void Add(JsonObject chunk)
    {
        foreach (var (name, value) in chunk)
        {
            if (name is not ("object" or "choices" or "obfuscation") && value is not null && (name == "usage" || head[name] is null))
            {
                head[name] = value.DeepClone();
            }
        }

        foreach (var given in (chunk["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var index = Index(given) ?? 0;
            if (!choices.TryGetValue(index, out var choice))
            {
                choices[index] = choice = new Choice();
            }

            choice.Finish = given["finish_reason"].AsText() ?? choice.Finish;
            if (given["delta"] is JsonObject delta)
            {
                choice.Message.Merge(delta);
            }

            if (given["logprobs"] is JsonObject logprobs)
            {
                (choice.Logprobs ??= new Part()).Merge(logprobs);
            }
        }
    }

    /// <summary>Something could not be read: there is no whole answer.</summary>
    public void Spoil() => isSpoilt = true;

    /// <summary>The completion; null when it did not come to its end.</summary>
    public JsonObject? Completion()
    {
        if (isSpoilt || choices.Count == 0 || choices.Values.Any(choice => choice.Finish is null) || head.ContainsKey("error"))
        {
            return null;
        }

        head["choices"] = new JsonArray([.. choices.Select(choice => choice.Value.ToJson(choice.Key))]);
        return head;
    }

    private static int? Index(JsonObject given) => given["index"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int index) ? index : null;

    private sealed class Choice
    {
        public Part Message { get; } = new();

        public Part? Logprobs { get; set; }

        public string? Finish { get; set; }

        public JsonObject ToJson(int index)
        {
            var message = Message.ToJson();
            message["role"] ??= "assistant";
            if (!message.ContainsKey("content"))
            {
                message["content"] = null;
            }

            return new JsonObject { ["index"] = index, ["message"] = message, ["logprobs"] = Logprobs?.ToJson(), ["finish_reason"] = Finish };
        }
    }

    /// <summary>An object under construction.</summary>
    private sealed class Part
    {
        private readonly Dictionary<string, StringBuilder> texts = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Part> objects = new(StringComparer.Ordinal);
        private readonly Dictionary<string, SortedDictionary<int, Part>> indexed = new(StringComparer.Ordinal);
        private readonly Dictionary<string, JsonNode?> others = new(StringComparer.Ordinal);

        public void Merge(JsonObject delta)
        {
            foreach (var (name, value) in delta)
            {
                switch (value)
                {
                    case JsonObject below:
                        (objects.TryGetValue(name, out var part) ? part : objects[name] = new Part()).Merge(below);
                        break;
                    case JsonArray list:
                        MergeList(name, list);
                        break;
                    case var text when text.AsText() is { } more:
                        // Of these the last counts: providers that repeat them send them whole.
                        if (name is "role" or "type" or "id" || !texts.TryGetValue(name, out var soFar))
                        {
                            texts[name] = soFar = new StringBuilder();
                        }

                        soFar.Append(more);
                        break;
                    case null:
                        others.TryAdd(name, null);
                        break;
                    default:
                        others[name] = value.DeepClone();
                        break;
                }
            }
        }

        public JsonObject ToJson()
        {
            var json = new JsonObject();
            foreach (var (name, value) in others)
            {
                json[name] = value?.DeepClone();
            }

            foreach (var (name, text) in texts)
            {
                json[name] = text.ToString();
            }

            foreach (var (name, part) in objects)
            {
                json[name] = part.ToJson();
            }

            foreach (var (name, parts) in indexed)
            {
                json[name] = new JsonArray([.. parts.Values.Select(part =>
                {
                    var entry = part.ToJson();
                    entry.Remove("index"); // Of a chunk only; a whole answer's tool calls have none.
                    return entry;
                })]);
            }

            return json;
        }

        private void MergeList(string name, JsonArray list)
        {
            if (list.Count > 0 && list.All(entry => entry is JsonObject given && Index(given) is not null) && name is "tool_calls")
            {
                var parts = indexed.TryGetValue(name, out var known) ? known : indexed[name] = [];
                foreach (var given in list.Cast<JsonObject>())
                {
                    var index = Index(given)!.Value;
                    (parts.TryGetValue(index, out var part) ? part : parts[index] = new Part()).Merge(given);
                }

                return;
            }

            var all = others.TryGetValue(name, out var soFar) && soFar is JsonArray array ? array : [];
            foreach (var entry in list)
            {
                all.Add(entry?.DeepClone());
            }

            others[name] = all;
        }
    }
}
