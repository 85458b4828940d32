using System.Text.Json;

namespace YYC3.Llm.Router.Relay;

/// <summary>Reads what a request needs of a model out of the parts of it that say so. What is of a wrong type says nothing here; the provider refuses it.</summary>
internal static class RequestReading
{
    /// <summary>Bytes of text that make about one token: four letters of English with their blank, or one Chinese character and a bit.</summary>
    private const double BytesPerToken = 3.5;

    /// <summary>What an image, a recording or a file counts as, in bytes of text: about a thousand tokens.</summary>
    private const int BytesOfAttachment = 3500;

    /// <summary>The tokens that so many bytes of text make, roughly.</summary>
    public static long Tokens(long textBytes) => (long)Math.Ceiling(textBytes / BytesPerToken);

    /// <summary>Skips what the reader stands on, and says how many bytes that was.</summary>
    public static long Skip(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        reader.Skip();
        return reader.BytesConsumed - start;
    }

    /// <summary>The needs of a message's <c>content</c>, on whose value the reader stands; afterwards on its last token.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="textBytes">Takes the bytes of text.</param>
    public static RequestNeeds Parts(ref Utf8JsonReader reader, ref long textBytes)
    {
        var needs = RequestNeeds.None;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            textBytes += reader.TokenType == JsonTokenType.String ? reader.ValueSpan.Length : 0;
            reader.Skip();
            return needs;
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
                var isType = reader.ValueTextEquals("type"u8);
                var isText = reader.ValueTextEquals("text"u8);
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String)
                {
                    var need = reader.ValueTextEquals("image_url"u8) ? RequestNeeds.Vision
                        : reader.ValueTextEquals("input_audio"u8) ? RequestNeeds.Audio
                        : reader.ValueTextEquals("file"u8) ? RequestNeeds.Files
                        : RequestNeeds.None;
                    needs |= need;
                    textBytes += need == RequestNeeds.None ? 0 : BytesOfAttachment;
                }
                else if (isText && reader.TokenType == JsonTokenType.String)
                {
                    textBytes += reader.ValueSpan.Length;
                }

                reader.Skip();
            }
        }

        return needs;
    }

    /// <summary>The needs of <c>response_format</c>; the reader stands on its name.</summary>
    public static RequestNeeds Format(ref Utf8JsonReader reader)
    {
        var needs = RequestNeeds.None;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return needs;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                needs |= reader.ValueTextEquals("json_object"u8) ? RequestNeeds.Json
                    : reader.ValueTextEquals("json_schema"u8) ? RequestNeeds.Json | RequestNeeds.JsonSchema
                    : RequestNeeds.None;
            }

            reader.Skip();
        }

        return needs;
    }

    /// <summary>Whether the array or object that the reader stands on has anything in it.</summary>
    public static bool IsFilled(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        return reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject
            && ahead.Read() && ahead.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject);
    }
}
