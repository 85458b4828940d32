using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace YYC3.Llm.Router.Completions.Chunks;

/// <summary>Writes a completion as the chunks of a stream: the role, the message's fields with texts in pieces, the reason it ended, the usage where it is wanted.</summary>
internal static class CompletionReplay
{
    /// <summary>Characters of one piece of text.</summary>
    private const int Piece = 48;

    /// <param name="completion">OpenAI's completion.</param>
    /// <param name="includeUsage">Whether the usage chunk is wanted.</param>
    /// <param name="output">Takes whole events; the end marker is the caller's.</param>
    public static void Write(ReadOnlySpan<byte> completion, bool includeUsage, IBufferWriter<byte> output)
    {
        var whole = JsonNode.Parse(completion)!.AsObject();
        foreach (var choice in (whole["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var index = choice["index"]?.GetValue<int>() ?? 0;
            Chunk(index, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);
            foreach (var delta in Deltas(choice["message"] as JsonObject ?? []))
            {
                Chunk(index, delta, null);
            }

            var last = new JsonObject { ["index"] = index, ["delta"] = new JsonObject() };
            foreach (var (name, value) in choice)
            {
                if (name is not ("index" or "message"))
                {
                    last[name] = value?.DeepClone();
                }
            }

            Event([last], null);
        }

        if (includeUsage && whole["usage"] is { } usage)
        {
            Event([], usage.DeepClone());
        }

        void Chunk(int index, JsonObject delta, string? reason) => Event([new JsonObject { ["index"] = index, ["delta"] = delta, ["finish_reason"] = reason }], null);

        void Event(JsonArray choices, JsonNode? usage)
        {
            var chunk = new JsonObject();
            foreach (var (name, value) in whole)
            {
                if (name is not ("object" or "choices" or "usage"))
                {
                    chunk[name] = value?.DeepClone();
                }
            }

            chunk["object"] = "chat.completion.chunk";
            chunk["choices"] = choices;
            if (usage is not null)
            {
                chunk["usage"] = usage;
            }

            output.Write("data: "u8);
            using (var json = new Utf8JsonWriter(output, ChunkJson.Readable))
            {
                chunk.WriteTo(json);
            }

            output.Write("\n\n"u8);
        }
    }

    private static IEnumerable<JsonObject> Deltas(JsonObject message)
    {
        foreach (var (name, value) in message)
        {
            if (value is null || name == "role")
            {
                continue;
            }

            if (value.GetValueKind() == JsonValueKind.String)
            {
                foreach (var piece in Pieces(value.GetValue<string>()))
                {
                    yield return new JsonObject { [name] = piece };
                }
            }
            else if (value is JsonArray elements)
            {
                yield return new JsonObject { [name] = Indexed(elements) };
            }
            else
            {
                yield return new JsonObject { [name] = value.DeepClone() };
            }
        }
    }

    // Streams number what a whole message just lists.
    private static JsonArray Indexed(JsonArray elements)
    {
        var indexed = (JsonArray)elements.DeepClone();
        for (var i = 0; i < indexed.Count; i++)
        {
            if (indexed[i] is JsonObject element && element["function"] is not null && element["index"] is null)
            {
                element.Insert(0, "index", i);
            }
        }

        return indexed;
    }

    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            piece.Append(rune.ToString());
            if (piece.Length >= Piece)
            {
                yield return piece.ToString();
                piece.Clear();
            }
        }

        if (piece.Length > 0)
        {
            yield return piece.ToString();
        }
    }
}
