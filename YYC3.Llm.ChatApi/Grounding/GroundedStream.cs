using System.Buffers;
using System.Text;
using System.Text.Json;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>Adds annotations to a streamed answer: one chunk with <c>delta.annotations</c> before the chunk that finishes a choice.</summary>
/// <param name="passages">The sources, in the order of their numbers.</param>
internal sealed class GroundedStream(IReadOnlyList<Passage> passages) : IEventFilter
{
    private readonly SortedDictionary<int, StringBuilder> texts = [];

    public void Before(in SseEvent block, IBufferWriter<byte> output)
    {
        if (!block.HasData || block.Data.Span is not [(byte)'{', ..])
        {
            return;
        }

        JsonDocument chunk;
        try
        {
            chunk = JsonDocument.Parse(block.Data);
        }
        catch (JsonException)
        {
            return; // Not for us to judge: it goes out as it came.
        }

        using (chunk)
        {
            if (chunk.RootElement.TryGetProperty("choices"u8, out var choices) && choices.ValueKind == JsonValueKind.Array)
            {
                foreach (var choice in choices.EnumerateArray())
                {
                    Take(chunk.RootElement, choice, output);
                }
            }
        }
    }

    private void Take(JsonElement chunk, JsonElement choice, IBufferWriter<byte> output)
    {
        if (choice.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var index = choice.TryGetProperty("index"u8, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var given) ? given : 0;
        if (choice.TryGetProperty("delta"u8, out var delta) && delta.ValueKind == JsonValueKind.Object
            && delta.TryGetProperty("content"u8, out var content) && content.ValueKind == JsonValueKind.String)
        {
            if (!texts.TryGetValue(index, out var text))
            {
                texts[index] = text = new StringBuilder();
            }

            text.Append(content.GetString());
        }

        if (choice.TryGetProperty("finish_reason"u8, out var reason) && reason.ValueKind == JsonValueKind.String && texts.Remove(index, out var whole))
        {
            Write(chunk, index, whole.ToString(), output);
        }
    }

    private void Write(JsonElement chunk, int index, string text, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, JsonText.Relaxed))
        {
            json.WriteStartObject();
            foreach (var field in chunk.EnumerateObject())
            {
                if (field.Name is "id" or "object" or "created" or "model" or "system_fingerprint")
                {
                    field.WriteTo(json);
                }
            }

            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteStartObject("delta"u8);
            json.WritePropertyName("annotations"u8);
            Annotations.Write(json, text, passages);
            json.WriteEndObject();
            json.WriteNull("finish_reason"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
