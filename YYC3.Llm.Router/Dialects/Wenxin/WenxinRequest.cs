using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Shaped;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>Writes a chat request as Baidu has it (https://cloud.baidu.com/doc/WENXINWORKSHOP/s/clntwmv7t).</summary>
internal static class WenxinRequest
{
    private const double LeastTemperature = 0.01;

    /// <summary>Shortest answer that may be asked for, in tokens.</summary>
    private const long LeastOutput = 2;

    /// <summary>Baidu's own fields, which go along as they are; <c>max_output_tokens</c> and <c>penalty_score</c> before OpenAI's names for them.</summary>
    private static readonly string[] Own =
        ["top_p", "top_k", "penalty_score", "max_output_tokens", "min_output_tokens", "user_id", "disable_search", "enable_citation", "enable_trace", "enable_system_memory", "system_memory_id"];

    /// <summary>What is translated, or only for Router.</summary>
    private static readonly string[] Handled =
    [
        "model", "messages", "stream", "stream_options", "temperature", "frequency_penalty", "presence_penalty", "max_tokens", "max_completion_tokens", "stop",
        "user", "response_format", "tools", "tool_choice", "functions", "function_call",
    ];

    public static Failure? Write(JsonElement root, CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings)
    {
        var turns = new WenxinTurns(warnings);
        var index = 0;
        foreach (var message in root.GetProperty("messages").EnumerateArray())
        {
            if (turns.Add(message, index++) is { } failure)
            {
                return failure;
            }
        }

        if (Given(root, "response_format", out var format) && SchemaToInstructions.Instructions(JsonSerializer.SerializeToUtf8Bytes(format)) is { } schema)
        {
            turns.Instruct(schema);
            warnings.Add("response_format json_schema sent as json_object with the schema in the instructions: wenxin does not enforce schemas");
        }

        turns.End();
        using var json = new Utf8JsonWriter(output, WenxinWriter.Readable);
        json.WriteStartObject();
        Messages(json, turns);
        if (request.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        Sampling(json, root, warnings);
        Limits(json, root);
        WenxinFunctions.Write(json, root, warnings);
        Others(json, root, format, request, warnings);
        json.WriteEndObject();
        return null;
    }

    private static void Messages(Utf8JsonWriter json, WenxinTurns turns)
    {
        if (turns.System is { } system)
        {
            json.WriteString("system"u8, system);
        }

        json.WriteStartArray("messages"u8);
        foreach (var turn in turns.Turns)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, turn.Role);
            if (turn.Name is { } name)
            {
                json.WriteString("name"u8, name);
            }

            json.WriteString("content"u8, turn.Text);
            if (turn.Call is { } call)
            {
                json.WriteStartObject("function_call"u8);
                json.WriteString("name"u8, call.Name);
                json.WriteString("arguments"u8, call.Arguments);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Sampling(Utf8JsonWriter json, JsonElement root, RequestWarnings warnings)
    {
        if (Number(root, "temperature") is { } temperature)
        {
            var sent = Math.Clamp(temperature, LeastTemperature, 1);
            json.WriteNumber("temperature"u8, sent);
            if (sent != temperature)
            {
                warnings.Add(FormattableString.Invariant($"temperature changed to {sent}: wenxin accepts more than 0 and at most 1"));
            }
        }

        // 1 is no penalty and 2 the most, as 0 and 2 are with OpenAI.
        if (!Given(root, "penalty_score", out _) && (Number(root, "frequency_penalty") ?? Number(root, "presence_penalty")) is not null)
        {
            var penalty = Math.Max(Number(root, "frequency_penalty") ?? 0, Number(root, "presence_penalty") ?? 0);
            if (penalty > 0)
            {
                var score = 1 + (Math.Min(penalty, 2) / 2);
                json.WriteNumber("penalty_score"u8, score);
                warnings.Add(FormattableString.Invariant($"frequency_penalty and presence_penalty sent as penalty_score {score}: wenxin has one penalty"));
            }
            else if ((Number(root, "frequency_penalty") ?? 0) < 0 || (Number(root, "presence_penalty") ?? 0) < 0)
            {
                warnings.Add("frequency_penalty and presence_penalty dropped: wenxin does not accept less than 0");
            }
        }
    }

    private static void Limits(Utf8JsonWriter json, JsonElement root)
    {
        if (!Given(root, "max_output_tokens", out _) && (Number(root, "max_completion_tokens") ?? Number(root, "max_tokens")) is { } most)
        {
            json.WriteNumber("max_output_tokens"u8, Math.Max((long)Math.Min(most, int.MaxValue), LeastOutput));
        }

        if (Given(root, "stop", out var stop))
        {
            json.WritePropertyName("stop"u8);
            if (stop.ValueKind == JsonValueKind.String)
            {
                json.WriteStartArray();
                stop.WriteTo(json);
                json.WriteEndArray();
            }
            else
            {
                stop.WriteTo(json);
            }
        }

        if (!Given(root, "user_id", out _) && WenxinJson.Text(root, "user") is { Length: > 0 } user)
        {
            json.WriteString("user_id"u8, user);
        }
    }

    private static void Others(Utf8JsonWriter json, JsonElement root, JsonElement format, CallerRequest request, RequestWarnings warnings)
    {
        var set = request.Deployment.BodyFields;
        if (WenxinJson.Text(format, "type") is { } type && !Array.Exists(set, field => field.Name == "response_format"))
        {
            json.WriteString("response_format"u8, type == "text" ? "text"u8 : "json_object"u8);
        }

        foreach (var field in root.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null || Handled.Contains(field.Name) || Array.Exists(set, other => other.Name == field.Name))
            {
                continue;
            }

            if (Own.Contains(field.Name))
            {
                field.WriteTo(json);
            }
            else if (!IsDefault(field))
            {
                warnings.Add($"{HeaderName(field.Name)} dropped: wenxin does not accept it");
            }
        }

        foreach (var field in set)
        {
            json.WritePropertyName(field.Name);
            json.WriteRawValue(field.Value, skipInputValidation: true);
        }
    }

    /// <summary>Whether it says what holds anyway.</summary>
    private static bool IsDefault(JsonProperty field) => field.Name switch
    {
        "n" => field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var n) && n == 1,
        "parallel_tool_calls" => true, // It makes one call at a time either way.
        "logprobs" or "store" => field.Value.ValueKind == JsonValueKind.False,
        _ => false,
    };

    private static string HeaderName(string field) => Catalog.HeaderText.Encode(field.Length > 64 ? field[..64] : field);

    internal static bool Given(JsonElement root, string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static double? Number(JsonElement root, string name) =>
        Given(root, name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}
