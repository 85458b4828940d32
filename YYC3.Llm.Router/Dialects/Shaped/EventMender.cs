using System.Buffers;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>
/// Puts right the events of a stream in OpenAI's shape that official SDKs would refuse or misread: finish reasons of the provider's own, and
/// tool calls that are not numbered, or all with the same number. Everything else passes byte for byte, in such an event too.
/// </summary>
internal sealed class EventMender
{
    private readonly Dictionary<int, ToolCallNumbers> choices = [];

    /// <summary>Writes an event, mended where it needs it.</summary>
    /// <param name="block">The event.</param>
    /// <param name="facts">What reading it has shown.</param>
    /// <param name="output">Takes it.</param>
    public void Write(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output)
    {
        var edits = facts.HoldsCalls ? Renumber(block.Data.Span) : [];
        if (edits.Count == 0)
        {
            FinishReasons.Write(block.Raw.Span, output);
            return;
        }

        using var mended = new Relay.ByteBuffer(block.Data.Length + 32);
        var written = 0;
        foreach (var (at, length, text) in edits)
        {
            mended.Append(block.Data.Span[written..at]);
            mended.Append(System.Text.Encoding.ASCII.GetBytes(text));
            written = at + length;
        }

        mended.Append(block.Data.Span[written..]);
        output.Write("data: "u8);
        FinishReasons.Write(mended.Span, output);
        output.Write("\n\n"u8);
    }

    private List<(int At, int Length, string Text)> Renumber(ReadOnlySpan<byte> data)
    {
        var edits = new List<(int, int, string)>();
        try
        {
            var reader = new Utf8JsonReader(data);
            var choice = 0;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                // A choice stands two levels down: {"choices":[{"index":0,"delta":{"tool_calls":[…
                if (reader.CurrentDepth == 3 && reader.ValueTextEquals("index"u8))
                {
                    reader.Read();
                    choice = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : 0;
                }
                else if (reader.CurrentDepth == 4 && reader.ValueTextEquals("tool_calls"u8))
                {
                    reader.Read();
                    if (!choices.TryGetValue(choice, out var numbers))
                    {
                        choices[choice] = numbers = new ToolCallNumbers();
                    }

                    Calls(ref reader, numbers, edits);
                }
            }
        }
        catch (JsonException)
        {
            edits.Clear(); // It goes on as it came.
        }

        return edits;
    }

    private static void Calls(ref Utf8JsonReader reader, ToolCallNumbers numbers, List<(int, int, string)> edits)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            var depth = reader.CurrentDepth;
            (int At, int Length) place = default;
            int? given = null;
            string? id = null, name = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("index"u8))
                {
                    reader.Read();
                    place = ((int)reader.TokenStartIndex, reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.String ? 2 : 0));
                    given = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : null;
                }
                else if (reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    id = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
                else if (reader.ValueTextEquals("function"u8))
                {
                    reader.Read();
                    name = Name(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            System.Diagnostics.Debug.Assert(reader.CurrentDepth == depth, "The object has ended.");
            var right = numbers.Of(given, id, name);
            if (place.Length > 0 && given != right)
            {
                edits.Add((place.At, place.Length, $"{right}"));
            }
            else if (place.Length == 0)
            {
                edits.Add((start, 1, $"{{\"index\":{right},"));
            }
        }
    }

    private static string? Name(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            reader.Read();
            if (isName && reader.TokenType == JsonTokenType.String)
            {
                name = reader.GetString();
            }

            reader.Skip();
        }

        return name;
    }
}
