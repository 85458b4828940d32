using System.Text.Json;
using YYC3.Llm.Router.Dialects.Shaped;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>Reads a completion, a completion chunk or a list of embeddings in one pass, without making a tree of it.</summary>
internal static class OpenAiJson
{
    /// <summary>What the object means, and its facts.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON object.</exception>
    public static StreamSigns Read(ReadOnlySpan<byte> json, AnswerFacts facts)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        var signs = StreamSigns.None;
        bool answers = false, explains = false, usage = false, chosen = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                answers = true;
                reader.Read();
                chosen = !IsEmpty(ref reader);
                signs |= Choices(ref reader, facts);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                answers = true;
                reader.Read();
                usage = OpenAiUsage.Read(ref reader, json, facts);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                signs |= IsEmpty(ref reader) ? StreamSigns.None : StreamSigns.Error;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("error_code"u8) || reader.ValueTextEquals("message"u8))
            {
                explains = true;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                answers = true;
                reader.Skip();
            }
            else if (facts.Detailed && reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                facts.Model = Text(ref reader) ?? facts.Model;
            }
            else if (facts.Detailed && reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                facts.Id = Text(ref reader) ?? facts.Id;
            }
            else
            {
                reader.Skip();
            }
        }

        if (reader.Read())
        {
            throw new JsonException("More than one value.");
        }

        if (usage && !chosen)
        {
            signs |= StreamSigns.UsageOnly;
        }

        // {"code":…,"message":…} with no answer beside it is how several providers say an error under HTTP 200.
        return explains && !answers ? signs | StreamSigns.Error : signs;
    }

    private static StreamSigns Choices(ref Utf8JsonReader reader, AnswerFacts facts)
    {
        var signs = StreamSigns.None;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return signs;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
                {
                    reader.Read();
                    signs |= Delta(ref reader, facts);
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    signs |= Finish(ref reader, facts);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    reader.Read();
                    signs |= IsEmpty(ref reader) ? StreamSigns.None : StreamSigns.Content;
                    reader.Skip();
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return signs;
    }

    // Anything but the role counts: new kinds of content need no change here.
    private static StreamSigns Delta(ref Utf8JsonReader reader, AnswerFacts facts)
    {
        var signs = StreamSigns.None;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return signs;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var role = reader.ValueTextEquals("role"u8);
            facts.HoldsCalls |= reader.ValueTextEquals("tool_calls"u8);
            reader.Read();
            if (!role && !IsEmpty(ref reader))
            {
                signs = StreamSigns.Content;
            }

            reader.Skip();
        }

        return signs;
    }

    private static StreamSigns Finish(ref Utf8JsonReader reader, AnswerFacts facts)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueTextEquals("null"u8) || reader.ValueTextEquals(""u8))
        {
            facts.IsOdd |= reader.TokenType == JsonTokenType.String;
            reader.Skip();
            return StreamSigns.None;
        }

        facts.IsOdd |= !FinishReasons.IsOpenAis(reader.ValueSpan);
        if (facts.Detailed && Text(ref reader) is { } reason)
        {
            facts.Finished(reason);
        }

        return StreamSigns.Finish;
    }

    /// <summary>Whether the value says nothing: null, false, "", [], {}.</summary>
    private static bool IsEmpty(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null or JsonTokenType.False:
                return true;
            case JsonTokenType.String:
                return reader.ValueSpan.IsEmpty;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var ahead = reader;
                return ahead.Read() && ahead.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            default:
                return false;
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString();
            }

            reader.Skip();
            return null;
        }
        catch (InvalidOperationException)
        {
            return null; // Not valid UTF-8: it is passed on as it came, only spans do without it.
        }
    }
}
