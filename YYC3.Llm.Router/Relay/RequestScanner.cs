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

        var open = (int)reader.TokenStartIndex;
        int modelStart = 0, modelLength = 0, optionsStart = 0, optionsLength = 0, choices = 1;
        bool hasInput = false, hasDocuments = false, hasStream = false, stream = false, includeUsage = false;
        long maxTokens = 0, maxCompletionTokens = 0, textBytes = 0;
        int questionStart = 0, questionLength = 0;
        var needs = RequestNeeds.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ApiException? error = null;
            if (reader.ValueTextEquals("model"u8))
            {
                error = Once("model", modelLength > 0) ?? Model(ref reader);
                modelStart = (int)reader.TokenStartIndex;
                modelLength = (int)(reader.BytesConsumed - reader.TokenStartIndex);
            }
            else if (operation.InputField is { } field && reader.ValueTextEquals(field))
            {
                error = Once(field, hasInput) ?? (field switch
                {
                    "messages" => Messages(ref reader, ref needs, ref textBytes, out questionStart, out questionLength),
                    "input" => Input(ref reader, ref textBytes),
                    "query" => RerankReading.Query(ref reader),
                    _ => Given(ref reader, field),
                });
                hasInput = true;
            }
            else if (operation == Operation.Rerank && reader.ValueTextEquals("documents"u8))
            {
                error = Once("documents", hasDocuments) ?? RerankReading.Documents(ref reader);
                hasDocuments = true;
            }
            else if (operation == Operation.Rerank && reader.ValueTextEquals("top_n"u8))
            {
                error = RerankReading.TopN(ref reader);
            }
            else if (operation == Operation.Rerank && reader.ValueTextEquals("return_documents"u8))
            {
                error = RerankReading.Flag(ref reader, "return_documents");
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                error = Once("stream", hasStream) ?? Stream(ref reader, out stream);
                hasStream = true;
            }
            else if (reader.ValueTextEquals("stream_options"u8))
            {
                error = Once("stream_options", optionsLength > 0) ?? Options(ref reader, out optionsStart, out optionsLength, out includeUsage);
            }
            else if (reader.ValueTextEquals("max_completion_tokens"u8))
            {
                Number(ref reader, ref maxCompletionTokens);
            }
            else if (reader.ValueTextEquals("max_tokens"u8))
            {
                Number(ref reader, ref maxTokens);
            }
            else if (reader.ValueTextEquals("n"u8))
            {
                long n = 1;
                Number(ref reader, ref n);
                choices = (int)Math.Clamp(n, 1, 1024);
            }
            else if (reader.ValueTextEquals("tools"u8))
            {
                reader.Read();
                needs |= RequestReading.IsFilled(ref reader) ? RequestNeeds.Tools : RequestNeeds.None;
                textBytes += RequestReading.Skip(ref reader);
            }
            else if (reader.ValueTextEquals("response_format"u8))
            {
                needs |= RequestReading.Format(ref reader);
            }
            else if (reader.ValueTextEquals("reasoning_effort"u8))
            {
                reader.Read();
                needs |= reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals("none"u8) ? RequestNeeds.Reasoning : RequestNeeds.None;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("audio"u8))
            {
                reader.Read();
                needs |= RequestReading.IsFilled(ref reader) ? RequestNeeds.Audio : RequestNeeds.None;
                reader.Skip();
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
        if (modelLength == 0 && operation != Operation.Moderations)
        {
            return ApiException.BadRequest("model", "Missing required parameter: 'model'. Name a model of GET /v1/models, or 'default'.", "missing_required_parameter");
        }

        if (operation == Operation.Rerank && !hasDocuments)
        {
            return ApiException.BadRequest("documents", "Missing required parameter: 'documents'. Give an array of texts.", "missing_required_parameter");
        }

        if (!hasInput && operation.InputField is { } missing)
        {
            return ApiException.BadRequest(missing, $"Missing required parameter: '{missing}'.", "missing_required_parameter");
        }

        head = new RequestHead
        {
            ModelStart = modelStart,
            ModelLength = modelLength,
            Open = open,
            Stream = stream && operation.Streams,
            OptionsStart = optionsStart,
            OptionsLength = optionsLength,
            IncludeUsage = includeUsage,
            MaxTokens = maxCompletionTokens > 0 ? maxCompletionTokens : maxTokens,
            Choices = choices,
            Needs = needs,
            PromptTokens = RequestReading.Tokens(textBytes),
            QuestionStart = questionStart,
            QuestionLength = questionLength,
        };
        return null;
    }

    private static void Number(ref Utf8JsonReader reader, ref long value)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            value = number; // What else may stand here is for the provider to refuse.
        }

        reader.Skip();
    }

    private static ApiException? Given(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        var given = reader.TokenType is not JsonTokenType.Null && !(reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
        reader.Skip();
        return given ? null : Empty(field, "a text");
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

    private static ApiException? Options(ref Utf8JsonReader reader, out int start, out int length, out bool includeUsage)
    {
        reader.Read();
        start = (int)reader.TokenStartIndex;
        length = 0;
        includeUsage = false;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            return Wrong("stream_options", "an object", reader.TokenType);
        }

        var depth = reader.CurrentDepth;
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth))
        {
            var asks = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            includeUsage |= asks && reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }

        length = (int)reader.BytesConsumed - start;
        return null;
    }

    private static ApiException? Messages(ref Utf8JsonReader reader, ref RequestNeeds needs, ref long textBytes, out int questionStart, out int questionLength)
    {
        questionStart = questionLength = 0;
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

            bool hasRole = false, isUser = false;
            int contentStart = 0, contentLength = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("content"u8))
                {
                    reader.Read();
                    contentStart = (int)reader.TokenStartIndex;
                    needs |= RequestReading.Parts(ref reader, ref textBytes);
                    contentLength = (int)reader.BytesConsumed - contentStart;
                    continue;
                }

                if (!reader.ValueTextEquals("role"u8))
                {
                    textBytes += RequestReading.Skip(ref reader);
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
                isUser = reader.ValueTextEquals("user"u8);
            }

            if (isUser)
            {
                (questionStart, questionLength) = (contentStart, contentLength);
            }

            if (!hasRole)
            {
                return ApiException.BadRequest($"messages[{count}].role", $"Missing required parameter: 'messages[{count}].role'.", "missing_required_parameter");
            }
        }

        return count == 0 ? Empty("messages", "at least one message") : null;
    }

    private static ApiException? Input(ref Utf8JsonReader reader, ref long textBytes)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            textBytes += reader.ValueSpan.Length;
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

            textBytes += RequestReading.Skip(ref reader);
        }

        return count == 0 ? Empty("input", "at least one text") : null;
    }

    internal static ApiException Wrong(string field, string expected, JsonTokenType got) =>
        ApiException.BadRequest(field, $"Invalid type for '{field}': expected {expected}, but got {Kind(got)} instead.", "invalid_type");

    internal static ApiException Empty(string field, string expected) =>
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
