using System.Text.Json;
using System.Text.Unicode;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay;

/// <summary>Checks a request and finds what Router needs, in one pass over its bytes. Pure; anything may be in them.</summary>
internal static class RequestScanner
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 256 };

    /// <summary>Null for a request that can be sent on, else what is wrong with it, naming the field.</summary>
    public static ApiException? Scan(Operation operation, ReadOnlySpan<byte> body, out RequestHead head)
    {
        head = default;
        if (body.IsEmpty)
        {
            return ApiException.BadRequest(null, "The request body is empty. Send a JSON object with Content-Type: application/json.");
        }

        if (!Utf8.IsValid(body))
        {
            return ApiException.BadRequest(null, "The request body is not valid UTF-8. Send JSON encoded as UTF-8.");
        }

        try
        {
            var reader = new Utf8JsonReader(body, Strict);
            return Scan(operation, ref reader, out head);
        }
        catch (JsonException e)
        {
            return ApiException.BadRequest(null, $"We could not parse the JSON body of your request: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. Expected one JSON object.");
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800, half of a character, in a name or in the model.
            return ApiException.BadRequest(null, "The request body holds an escape sequence that is not a character.");
        }
    }

    private static ApiException? Scan(Operation operation, ref Utf8JsonReader reader, out RequestHead head)
    {
        head = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return ApiException.BadRequest(null, $"The request body must be a JSON object, not {Kind(reader.TokenType)}.");
        }

        int modelStart = 0, modelLength = 0;
        bool hasInput = false, hasStream = false, hasOptions = false, stream = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ApiException? error = null;
            if (reader.ValueTextEquals("model"u8))
            {
                error = Once("model", modelLength > 0) ?? Model(ref reader);
                modelStart = (int)reader.TokenStartIndex;
                modelLength = (int)(reader.BytesConsumed - reader.TokenStartIndex);
            }
            else if (reader.ValueTextEquals(operation.InputField))
            {
                error = Once(operation.InputField, hasInput) ?? (operation == Operation.Chat ? Messages(ref reader) : Input(ref reader));
                hasInput = true;
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                error = Once("stream", hasStream) ?? Stream(ref reader, out stream);
                hasStream = true;
            }
            else if (reader.ValueTextEquals("stream_options"u8))
            {
                error = Once("stream_options", hasOptions) ?? Options(ref reader);
                hasOptions = true;
            }
            else
            {
                reader.Skip();
            }

            if (error is not null)
            {
                return error;
            }
        }

        reader.Read(); // Throws when something follows the object.
        if (modelLength == 0)
        {
            return ApiException.BadRequest("model", "Missing required parameter: 'model'. Name a model of GET /v1/models, or 'default'.", "missing_required_parameter");
        }

        if (!hasInput)
        {
            return ApiException.BadRequest(operation.InputField, $"Missing required parameter: '{operation.InputField}'.", "missing_required_parameter");
        }

        head = new RequestHead(modelStart, modelLength, stream && operation == Operation.Chat);
        return null;
    }

    private static ApiException? Once(string field, bool again) =>
        again ? ApiException.BadRequest(field, $"Duplicate parameter: '{field}' is given more than once.", "duplicate_parameter") : null;

    private static ApiException? Model(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            return Wrong("model", "a string", reader.TokenType);
        }

        return reader.ValueSpan.IsEmpty ? Empty("model", "a model's name") : null;
    }

    private static ApiException? Stream(ref Utf8JsonReader reader, out bool stream)
    {
        reader.Read();
        stream = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null ? null : Wrong("stream", "a boolean", reader.TokenType);
    }

    private static ApiException? Options(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            return Wrong("stream_options", "an object", reader.TokenType);
        }

        reader.Skip();
        return null;
    }

    private static ApiException? Messages(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Wrong("messages", "an array of messages", reader.TokenType);
        }

        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return Wrong($"messages[{count}]", "a message object", reader.TokenType);
            }

            var hasRole = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!reader.ValueTextEquals("role"u8))
                {
                    reader.Skip();
                    continue;
                }

                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                {
                    return Wrong($"messages[{count}].role", "a string", reader.TokenType);
                }

                if (reader.ValueSpan.IsEmpty)
                {
                    return Empty($"messages[{count}].role", "'system', 'developer', 'user', 'assistant' or 'tool'");
                }

                hasRole = true;
            }

            if (!hasRole)
            {
                return ApiException.BadRequest($"messages[{count}].role", $"Missing required parameter: 'messages[{count}].role'.", "missing_required_parameter");
            }
        }

        return count == 0 ? Empty("messages", "at least one message") : null;
    }

    private static ApiException? Input(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.ValueSpan.IsEmpty ? Empty("input", "a text, or an array of texts") : null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Wrong("input", "a string or an array", reader.TokenType);
        }

        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.StartArray or JsonTokenType.StartObject))
            {
                return Wrong($"input[{count}]", "a string or an array of token numbers", reader.TokenType);
            }

            reader.Skip();
        }

        return count == 0 ? Empty("input", "at least one text") : null;
    }

    private static ApiException Wrong(string field, string expected, JsonTokenType got) =>
        ApiException.BadRequest(field, $"Invalid type for '{field}': expected {expected}, but got {Kind(got)} instead.", "invalid_type");

    private static ApiException Empty(string field, string expected) =>
        ApiException.BadRequest(field, $"Invalid '{field}': it is empty. Give {expected}.", "empty_value");

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };
}
