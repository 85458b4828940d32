using System.Text.Json;

namespace YYC3.Llm.Router.Relay;

/// <summary>Reads what a request needs of a model out of the parts of it that say so. What is of a wrong type says nothing here; the provider refuses it.</summary>
internal static class RequestReading
{
    /// <summary>The needs of a message's <c>content</c>, on whose value the reader stands; afterwards on its last token.</summary>
    public static RequestNeeds Parts(ref Utf8JsonReader reader)
    {
        var needs = RequestNeeds.None;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
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
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String)
                {
                    needs |= reader.ValueTextEquals("image_url"u8) ? RequestNeeds.Vision
                        : reader.ValueTextEquals("input_audio"u8) ? RequestNeeds.Audio
                        : reader.ValueTextEquals("file"u8) ? RequestNeeds.Files
                        : RequestNeeds.None;
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
