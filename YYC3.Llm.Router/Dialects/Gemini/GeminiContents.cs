using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>
/// Writes messages as <c>systemInstruction</c> and <c>contents</c>: instructions go together, turns of one side that follow each other
/// become one, and the results of one turn's calls stand in a turn of their own, as the API wants them.
/// </summary>
internal static class GeminiContents
{
    /// <summary>Stands in for a signature that a caller lost or another model's call never had (https://ai.google.dev/gemini-api/docs/thought-signatures).</summary>
    private const string NoSignature = "skip_thought_signature_validator";

    private enum Side
    {
        None,
        User,
        Model,
        Results,
    }

    public static Failure? Write(Utf8JsonWriter json, JsonElement root, GeminiModel model)
    {
        var messages = Json.Items(root, "messages").ToList();
        var instructions = messages.Select((message, i) => (Message: message, Index: i)).Where(item => IsInstruction(item.Message)).ToList();
        var isOnlyInstructions = instructions.Count == messages.Count;
        if (instructions.Count > 0 && !isOnlyInstructions)
        {
            json.WriteStartObject("systemInstruction"u8);
            json.WriteStartArray("parts"u8);
            foreach (var (message, index) in instructions)
            {
                if (GeminiParts.Write(json, message, index, model) is { } wrong)
                {
                    return wrong;
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartArray("contents"u8);
        var side = Side.None;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < messages.Count; i++)
        {
            if (IsInstruction(messages[i]) && !isOnlyInstructions)
            {
                continue;
            }

            if (Turn(json, messages[i], i, model, names, ref side) is { } wrong)
            {
                return wrong;
            }
        }

        Close(json, side);
        json.WriteEndArray();
        return null;
    }

    private static bool IsInstruction(JsonElement message) => Json.Text(message, "role") is "system" or "developer";

    private static Failure? Turn(Utf8JsonWriter json, JsonElement message, int index, GeminiModel model, Dictionary<string, string> names, ref Side side)
    {
        switch (Json.Text(message, "role"))
        {
            case "tool" or "function":
                Open(json, Side.Results, ref side);
                return Result(json, message, index, model, names);
            case "assistant":
                if (!SaysSomething(message))
                {
                    return null;
                }

                Open(json, Side.Model, ref side);
                return Answer(json, message, index, model, names);
            case "user" or "system" or "developer":
                Open(json, Side.User, ref side);
                return GeminiParts.Write(json, message, index, model);
            default:
                return Failure.OfCaller($"messages[{index}].role", $"Invalid 'messages[{index}].role': use 'system', 'developer', 'user', 'assistant' or 'tool'.", "invalid_value");
        }
    }

    private static void Open(Utf8JsonWriter json, Side wanted, ref Side side)
    {
        if (side == wanted)
        {
            return;
        }

        Close(json, side);
        json.WriteStartObject();
        json.WriteString("role"u8, wanted == Side.Model ? "model"u8 : "user"u8);
        json.WriteStartArray("parts"u8);
        side = wanted;
    }

    private static void Close(Utf8JsonWriter json, Side side)
    {
        if (side != Side.None)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static bool SaysSomething(JsonElement message) =>
        Json.Items(message, "tool_calls").Any()
        || GeminiExtras.PartsOf(message).Any()
        || (Json.Given(message, "content", out var content) && (content.ValueKind != JsonValueKind.String || content.GetString()!.Length > 0) && (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() > 0));

    private static Failure? Answer(Utf8JsonWriter json, JsonElement message, int index, GeminiModel model, Dictionary<string, string> names)
    {
        foreach (var part in GeminiExtras.PartsOf(message))
        {
            part.WriteTo(json);
        }

        if (GeminiParts.Write(json, message, index, model, GeminiExtras.SignatureOf(message)) is { } wrong)
        {
            return wrong;
        }

        var position = 0;
        foreach (var call in Json.Items(message, "tool_calls"))
        {
            var field = $"messages[{index}].tool_calls[{position}].function";
            if (!Json.Given(call, "function", out var function) || Json.Text(function, "name") is not { } name)
            {
                return Failure.OfCaller($"{field}.name", $"Missing required parameter: '{field}.name'.", "missing_required_parameter");
            }

            if (Asked.Arguments(function, $"{field}.arguments", out var arguments) is { } unreadable)
            {
                return unreadable;
            }

            using (arguments)
            {
                var id = Json.Text(call, "id");
                if (id is not null)
                {
                    names[id] = name;
                }

                json.WriteStartObject();
                json.WriteStartObject("functionCall"u8);
                Id(json, id);
                json.WriteString("name"u8, name);
                json.WritePropertyName("args"u8);
                json.WriteRawValue(arguments is null ? "{}" : arguments.RootElement.GetRawText());
                json.WriteEndObject();

                // Of calls made together only the first is signed.
                if ((GeminiExtras.SignatureOf(call) ?? (model.HasLevels && position == 0 ? NoSignature : null)) is { } signature)
                {
                    json.WriteString("thoughtSignature"u8, signature);
                }

                json.WriteEndObject();
            }

            position++;
        }

        return null;
    }

    private static Failure? Result(Utf8JsonWriter json, JsonElement message, int index, GeminiModel model, Dictionary<string, string> names)
    {
        var id = Json.Text(message, "tool_call_id");
        var name = id is not null && names.TryGetValue(id, out var called) ? called : Json.Text(message, "name");
        if (name is null)
        {
            return Failure.OfCaller(
                $"messages[{index}].tool_call_id", $"Invalid 'messages[{index}].tool_call_id': no assistant message before it has a tool call of that id.", "invalid_value");
        }

        json.WriteStartObject();
        json.WriteStartObject("functionResponse"u8);
        Id(json, id);
        json.WriteString("name"u8, name);
        json.WritePropertyName("response"u8);
        if (GeminiParts.TextOf(message, index, out var text) is { } wrong)
        {
            return wrong;
        }

        Response(json, text);
        json.WriteEndObject();
        json.WriteEndObject();
        return GeminiParts.WriteMedia(json, message, index, model);
    }

    /// <summary>An object goes as it is; anything else under <c>output</c>, where the API looks for a result.</summary>
    private static void Response(Utf8JsonWriter json, string text)
    {
        if (Json.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var document))
        {
            using (document)
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    document.RootElement.WriteTo(json);
                    return;
                }

                json.WriteStartObject();
                json.WritePropertyName("output"u8);
                document.RootElement.WriteTo(json);
                json.WriteEndObject();
                return;
            }
        }

        json.WriteStartObject();
        json.WriteString("output"u8, text);
        json.WriteEndObject();
    }

    /// <summary>Gemini's own ids go back; ids in OpenAI's form were minted here or elsewhere and mean nothing to it.</summary>
    private static void Id(Utf8JsonWriter json, string? id)
    {
        if (id is not null && !id.StartsWith("call_", StringComparison.Ordinal) && !id.StartsWith("toolu_", StringComparison.Ordinal))
        {
            json.WriteString("id"u8, id);
        }
    }
}
