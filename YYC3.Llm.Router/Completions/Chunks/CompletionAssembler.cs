using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Completions.Chunks;

/// <summary>
/// Puts the chunks of a stream together to the completion that a plain call would have got: texts are appended, tool calls and reasoning
/// details by their <c>index</c>, and of any other field the last value counts, so that fields nobody knows here are kept too.
/// </summary>
internal sealed class CompletionAssembler : IDisposable
{
    private readonly SseFramer framer = new();
    private readonly JsonObject completion = [];
    private readonly SortedDictionary<int, JsonObject> choices = [];

    /// <summary>Takes whole events, with their blank lines.</summary>
    /// <exception cref="JsonException">A chunk is not JSON.</exception>
    public void Add(ReadOnlySpan<byte> events)
    {
        framer.Append(events);
        while (framer.TryRead(out var block))
        {
            if (block.HasData && !block.Data.Span.SequenceEqual("[DONE]"u8) && JsonNode.Parse(block.Data.Span) is JsonObject chunk)
            {
                Add(chunk);
            }
        }
    }

    /// <summary>Writes the completion. False when there was no choice that has ended.</summary>
    public bool Write(IBufferWriter<byte> output)
    {
        if (choices.Count == 0 || choices.Values.Any(choice => choice["finish_reason"] is null))
        {
            return false;
        }

        completion["object"] = "chat.completion";
        completion["choices"] = new JsonArray([.. choices.Values.Select(choice => choice.DeepClone())]);
        using var json = new Utf8JsonWriter(output, ChunkJson.Readable);
        completion.WriteTo(json);
        return true;
    }

    public void Dispose() => framer.Dispose();

    private void Add(JsonObject chunk)
    {
        foreach (var (name, value) in chunk)
        {
            if (name == "choices")
            {
                foreach (var choice in (value as JsonArray ?? []).OfType<JsonObject>())
                {
                    AddChoice(choice);
                }
            }
            else if (value is not null && name != "obfuscation")
            {
                completion[name] = value.DeepClone();
            }
        }
    }

    private void AddChoice(JsonObject piece)
    {
        var index = piece["index"]?.GetValue<int>() ?? 0;
        if (!choices.TryGetValue(index, out var choice))
        {
            choices[index] = choice = new JsonObject { ["index"] = index, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = null }, ["logprobs"] = null, ["finish_reason"] = null };
        }

        foreach (var (name, value) in piece)
        {
            switch (name)
            {
                case "index" or "finish_reason" when value is null:
                    break;
                case "delta" when value is JsonObject delta:
                    DeltaMerge.Into((JsonObject)choice["message"]!, delta);
                    break;
                case "logprobs" when value is JsonObject more && choice["logprobs"] is JsonObject sofar:
                    DeltaMerge.Lists(sofar, more);
                    break;
                default:
                    if (value is not null && name != "delta")
                    {
                        choice[name] = value.DeepClone();
                    }

                    break;
            }
        }
    }
}
