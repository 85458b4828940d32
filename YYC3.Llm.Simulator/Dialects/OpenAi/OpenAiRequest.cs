using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>Reads OpenAI's requests: the head in one pass without objects, the prompt only for answers that look at it.</summary>
internal static class OpenAiRequest
{
    /// <summary>Reads model, <c>stream</c> and <c>stream_options.include_usage</c>, and checks that the required field is there.</summary>
    /// <exception cref="ScriptException">The model or the required field is missing.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static RequestHead ReadHead(ReadOnlySpan<byte> body, string required, string? pathModel = null)
    {
        var model = pathModel;
        bool stream = false, wantsUsage = false, complete = false;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ScriptException("The body must be a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                var named = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new ScriptException("'model' must be a string.");
                model = pathModel ?? named;
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                reader.Read();
                stream = reader.TokenType == JsonTokenType.True;
            }
            else if (reader.ValueTextEquals("stream_options"u8))
            {
                reader.Read();
                wantsUsage = ReadsIncludeUsage(ref reader);
            }
            else
            {
                complete |= reader.ValueTextEquals(required);
                reader.Skip();
            }
        }

        return new RequestHead(
            model is { Length: > 0 } ? model : throw new ScriptException("You must provide a 'model' parameter."),
            complete ? stream : throw new ScriptException($"Missing required parameter: '{required}'."),
            wantsUsage);
    }

    /// <summary>Reads what answers may want to know.</summary>
    public static Prompt ReadPrompt(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        string lastUser = "", lastRole = "", lastText = "";
        if (root.GetProperty("messages") is { ValueKind: JsonValueKind.Array } messages)
        {
            foreach (var message in messages.EnumerateArray())
            {
                lastRole = Text(message, "role");
                lastText = Content(message);
                lastUser = lastRole == "user" ? lastText : lastUser;
            }
        }

        var tools = root.TryGetProperty("tools", out var offered) && offered.ValueKind == JsonValueKind.Array
            ? offered.EnumerateArray().Where(tool => tool.TryGetProperty("function", out _)).Select(tool => Text(tool.GetProperty("function"), "name")).ToArray()
            : [];
        return new Prompt(lastUser, lastRole, lastText, tools, body.Length) { Images = [.. Images(root.GetProperty("messages"))] };
    }

    // The media type of a data address, or "url" for one that must be fetched.
    private static IEnumerable<string> Images(JsonElement messages) =>
        messages.ValueKind != JsonValueKind.Array ? [] : messages.EnumerateArray()
            .Where(message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
            .SelectMany(message => message.GetProperty("content").EnumerateArray())
            .Where(part => Text(part, "type") == "image_url")
            .Select(part => part.TryGetProperty("image_url", out var image) ? Text(image, "url") : "")
            .Select(Reading.MediaTypes.OfAddress);

    private static bool ReadsIncludeUsage(ref Utf8JsonReader reader)
    {
        var found = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return found;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var include = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            found |= include && reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }

        return found;
    }

    private static string Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return "";
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => Text(part, "text"))),
            _ => "",
        };
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
