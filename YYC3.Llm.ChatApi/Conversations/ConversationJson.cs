using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Conversations on the wire.</summary>
internal static class ConversationJson
{
    /// <summary>Chinese and other text stays readable.</summary>
    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>OpenAI's conversation object, and our own fields.</summary>
    public static JsonObject Of(ConversationRow row) => new()
    {
        ["id"] = row.Id,
        ["object"] = "conversation",
        ["created_at"] = Microseconds.ToUnixSeconds(row.CreatedAt),
        ["metadata"] = JsonNode.Parse(row.Metadata),
        ["title"] = row.Title,
        ["last_active_at"] = Microseconds.ToUnixSeconds(row.ActiveAt),
        ["temporary"] = row.Temporary == 1,
        ["expires_at"] = row.ExpiresAt is { } at ? Microseconds.ToUnixSeconds(at) : null,
        ["user"] = row.Owner.StartsWith("user:", StringComparison.Ordinal) ? row.Owner["user:".Length..] : null,
    };

    /// <summary>OpenAI's list object; the ids of an empty one are empty, since OpenAI's schema wants texts.</summary>
    public static JsonObject List(IReadOnlyList<JsonObject> data, bool hasMore, Func<JsonObject, string?>? id = null)
    {
        id ??= item => item["id"].AsText();
        return new JsonObject
        {
            ["object"] = "list",
            ["first_id"] = data.Count > 0 ? id(data[0]) : "",
            ["last_id"] = data.Count > 0 ? id(data[^1]) : "",
            ["has_more"] = hasMore,
            ["data"] = new JsonArray([.. data]),
        };
    }

    /// <summary>Answers with an object.</summary>
    public static async Task AnswerAsync(HttpContext context, JsonNode body)
    {
        var output = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(output, JsonText.Relaxed))
        {
            body.WriteTo(json);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }

    /// <summary>The body of a call; an empty one is an object without fields.</summary>
    /// <exception cref="ApiException">400: it is no JSON.</exception>
    public static async Task<JsonNode> ReadAsync(HttpContext context, BodyLimits limits)
    {
        using var body = await PooledBody.ReadAsync(context, limits.Body);
        return body.Memory.Length == 0 ? new JsonObject() : Parse(body.Memory.Span);
    }

    /// <summary>A body as JSON, all of whose texts can be read.</summary>
    /// <exception cref="ApiException">400: a text in it is none.</exception>
    public static JsonNode Parse(ReadOnlySpan<byte> body)
    {
        RefuseBrokenText(body);
        return JsonNode.Parse(body, documentOptions: JsonText.Strict) ?? throw NoObject("null");
    }

    /// <summary>The body of a call that must be an object.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext context, BodyLimits limits) =>
        await ReadAsync(context, limits) is var body && body is JsonObject fields ? fields : throw NoObject("something else");

    // Half of a surrogate pair is valid JSON, but no text; better said here than wherever it is read first.
    private static void RefuseBrokenText(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true })
            {
                try
                {
                    json.GetString();
                }
                catch (InvalidOperationException)
                {
                    throw ApiException.BadRequest(null, $"The body has a text at byte {json.TokenStartIndex} that is no valid Unicode text.", "invalid_value");
                }
            }
        }
    }

    private static ApiException NoObject(string got) => ApiException.BadRequest(null, $"The body must be a JSON object, but is {got}.", "invalid_type");
}
