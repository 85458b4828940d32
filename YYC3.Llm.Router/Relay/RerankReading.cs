using System.Globalization;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay;

/// <summary>Checks the fields of a rerank request, whose shape is Cohere's and Jina's. The reader stands on a field's name, afterwards on its value's last token.</summary>
internal static class RerankReading
{
    public static ApiException? Query(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.String ? RequestScanner.Wrong("query", "a string", reader.TokenType)
            : reader.ValueSpan.IsEmpty ? RequestScanner.Empty("query", "a text")
            : null;
    }

    /// <summary>Texts, or objects with a <c>text</c>.</summary>
    public static ApiException? Documents(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return RequestScanner.Wrong("documents", "an array of texts", reader.TokenType);
        }

        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return RequestScanner.Wrong(Field(count), "a string or an object with 'text'", reader.TokenType);
            }

            var hasText = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isText = reader.ValueTextEquals("text"u8);
                reader.Read();
                if (isText && reader.TokenType != JsonTokenType.String)
                {
                    return RequestScanner.Wrong(Field(count) + ".text", "a string", reader.TokenType);
                }

                hasText |= isText;
                reader.Skip();
            }

            if (!hasText)
            {
                return ApiException.BadRequest(Field(count), $"Missing required parameter: '{Field(count)}.text'. Give the document as a string or as an object with 'text'.", "missing_required_parameter");
            }
        }

        return count == 0 ? RequestScanner.Empty("documents", "at least one text") : null;
    }

    public static ApiException? TopN(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 1) ? null
            : reader.TokenType == JsonTokenType.Number ? ApiException.BadRequest("top_n", "Invalid 'top_n': it must be a whole number of at least 1.", "invalid_value")
            : RequestScanner.Wrong("top_n", "a whole number", reader.TokenType);
    }

    public static ApiException? Flag(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null ? null : RequestScanner.Wrong(field, "a boolean", reader.TokenType);
    }

    private static string Field(int index) => string.Create(CultureInfo.InvariantCulture, $"documents[{index}]");
}
