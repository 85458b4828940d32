using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Writes one chat completion's request as a Messages request.</summary>
internal sealed class MessagesRequest(CallerRequest request, JsonElement chat, RequestWarnings warnings)
{
    /// <summary>The most an answer may have where neither caller nor deployment (<c>body: {"max_tokens": …}</c>) nor the model's <c>maxOutput</c> says it; Anthropic wants to be told.</summary>
    public const long DefaultMaxTokens = 8192;

    private const string JsonOnly = "Answer with one valid JSON object and nothing else: no text before or after it and no code fence.";

    private static readonly string[] Unknown =
        ["frequency_penalty", "presence_penalty", "logit_bias", "seed", "logprobs", "top_logprobs", "n", "modalities", "audio", "prediction", "verbosity", "web_search_options"];

    public Failure? Write(IBufferWriter<byte> output)
    {
        var history = new MessagesHistory(warnings);
        if (history.Read(chat.Get("messages")) is { } wrong)
        {
            return wrong;
        }


        foreach (var name in Unknown.Where(Says))
        {
            warnings.Add($"{name} dropped: anthropic does not accept it");
        }

        var thinking = MessagesThinking.Of(request, chat, history.LastCallsLackThinking, warnings);
        var schema = chat.Get("response_format").Get("json_schema").Get("schema");
        var format = chat.Get("response_format").Text("type");
        var isStructured = format == "json_schema" && schema.ValueKind == JsonValueKind.Object;
        var inWords = false;
        SchemaTool? asTool = null;
        if (isStructured && !ClaudeModel.HasStructuredOutputs(request.Deployment.UpstreamModel) && !IsDeployed("output_config"))
        {
            // Nothing can be forced while thinking.
            asTool = thinking.IsOn || IsDeployed("tools") || IsDeployed("tool_choice") ? null : SchemaTool.Of(chat, request.Deployment.UpstreamModel);
            inWords = asTool is null;
            isStructured = false;
        }

        var tools = new MessagesTools(chat, asTool, warnings);
        if (tools.Check() is { } wrongTool)
        {
            return wrongTool;
        }

        if (format is not (null or "text" or "json_object" or "json_schema"))
        {
            warnings.Add("response_format dropped: anthropic knows text and json_object and json_schema");
        }

        if (format == "json_object" || (format == "json_schema" && schema.ValueKind != JsonValueKind.Object))
        {
            history.Instruct(JsonOnly);
        }
        else if (inWords)
        {
            history.Instruct($"Answer with one JSON value of the following JSON schema and nothing else: no text before or after it and no code fence.\n{schema.GetRawText()}");
        }

        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        if (!IsDeployed("model"))
        {
            json.WriteString("model"u8, request.Deployment.UpstreamModel);
        }

        if (!IsDeployed("max_tokens"))
        {
            json.WriteNumber("max_tokens"u8, thinking.MaxTokens);
        }

        if (request.Stream && !IsDeployed("stream"))
        {
            json.WriteBoolean("stream"u8, true);
        }

        history.Write(json, IsDeployed("system"));
        if (!IsDeployed("tools"))
        {
            tools.WriteTools(json);
        }

        if (!IsDeployed("tool_choice"))
        {
            tools.WriteChoice(json, mayForce: !thinking.IsOn);
        }

        thinking.WriteThinking(json, IsDeployed("thinking"));
        thinking.WriteSampling(json, IsDeployed);
        WriteOutputConfig(json, isStructured ? schema : default, thinking.Effort);
        WriteStop(json);
        WriteUser(json);
        foreach (var field in request.Deployment.BodyFields)
        {
            json.WritePropertyName(field.Name);
            json.WriteRawValue(field.Value, skipInputValidation: true);
        }

        json.WriteEndObject();
        return null;
    }

    // Structured outputs: https://docs.claude.com/en/docs/build-with-claude/structured-outputs. The answer comes as text, streamed too.
    private void WriteOutputConfig(Utf8JsonWriter json, JsonElement schema, string? effort)
    {
        if ((schema.ValueKind == JsonValueKind.Undefined && effort is null) || IsDeployed("output_config"))
        {
            return;
        }

        json.WriteStartObject("output_config"u8);
        if (effort is not null)
        {
            json.WriteString("effort"u8, effort);
        }

        if (schema.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WritePropertyName("schema"u8);
            ClosedSchema.Write(json, schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteStop(Utf8JsonWriter json)
    {
        var stop = chat.Get("stop");
        List<string> sequences = [.. (stop.ValueKind == JsonValueKind.String ? [stop] : stop.Items()).Select(item => item.Text()).OfType<string>()];
        if (sequences.RemoveAll(string.IsNullOrWhiteSpace) > 0)
        {
            warnings.Add("stop shortened: anthropic does not accept sequences of whitespace");
        }

        if (sequences.Count == 0 || IsDeployed("stop_sequences"))
        {
            return;
        }

        json.WriteStartArray("stop_sequences"u8);
        sequences.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    private void WriteUser(Utf8JsonWriter json)
    {
        if ((chat.Text("safety_identifier") ?? chat.Text("user")) is { Length: > 0 and <= 256 } user && !IsDeployed("metadata"))
        {
            json.WriteStartObject("metadata"u8);
            json.WriteString("user_id"u8, user);
            json.WriteEndObject();
        }

        var tier = chat.Text("service_tier") switch
        {
            "auto" => "auto",
            "default" => "standard_only",
            _ => null,
        };
        if (tier is not null && !IsDeployed("service_tier"))
        {
            json.WriteString("service_tier"u8, tier);
        }
    }

    private bool IsDeployed(string name) => request.Deployment.BodyFields.Any(field => field.Name == name);

    // n: 1, logprobs: false and the like ask for what comes anyway.
    private bool Says(string name) => chat.Get(name) is var value && value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number when name == "n" => !(value.TryGetInt64(out var n) && n == 1),
        JsonValueKind.Number => !(value.TryGetDouble(out var number) && number == 0) || name == "seed",
        JsonValueKind.Array when name == "modalities" => value.Items().Any(item => item.Text() != "text"),
        _ => true,
    };
}
