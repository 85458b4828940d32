using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>Writes a request to <c>/api/chat</c> for a chat request.</summary>
internal static class OllamaRequest
{
    private static readonly (string From, string To)[] Options =
    [
        ("temperature", "temperature"), ("top_p", "top_p"), ("top_k", "top_k"), ("min_p", "min_p"), ("seed", "seed"),
        ("presence_penalty", "presence_penalty"), ("frequency_penalty", "frequency_penalty"),
    ];

    public static Failure? Write(Utf8JsonWriter json, JsonElement root, CallerRequest request, RequestWarnings warnings)
    {
        Asked.Warn(root, DialectNames.Ollama, warnings, "logit_bias", "prediction", "audio", "web_search_options", "verbosity");
        if (Json.Number(root, "n") is > 1)
        {
            warnings.Add("n changed to 1: ollama answers once");
        }

        json.WriteString("model"u8, request.Deployment.UpstreamModel);
        json.WriteBoolean("stream"u8, request.Stream);
        foreach (var name in (ReadOnlySpan<string>)["logprobs", "top_logprobs"])
        {
            if (Json.Given(root, name, out var value))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }

        return OllamaMessages.Write(json, root)
            ?? Tools(json, root, warnings)
            ?? Think(json, root, request.Deployment.UpstreamModel, warnings)
            ?? Format(json, root)
            ?? WriteOptions(json, root);
    }

    /// <summary>Ollama has no choice of tools: none are sent where none are wanted, and one where that one is.</summary>
    private static Failure? Tools(Utf8JsonWriter json, JsonElement root, RequestWarnings warnings)
    {
        var functions = Asked.Functions(root, DialectNames.Ollama, warnings);
        if (Asked.ToolChoice(root, out var mode, out var names) is { } wrong)
        {
            return wrong;
        }

        if (mode == "required")
        {
            warnings.Add("tool_choice changed to auto: ollama does not force calls");
        }

        functions.RemoveAll(function => mode == "none" || (names is not null && !names.Contains(Json.Text(function, "name")!)));
        if (functions.Count == 0)
        {
            return null;
        }

        json.WriteStartArray("tools"u8);
        foreach (var function in functions)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, Json.Text(function, "name"));
            json.WriteString("description"u8, Json.Text(function, "description") ?? "");
            json.WritePropertyName("parameters"u8);
            if (Json.Given(function, "parameters", out var parameters))
            {
                parameters.WriteTo(json);
            }
            else
            {
                json.WriteRawValue("{\"type\":\"object\",\"properties\":{}}"u8);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>gpt-oss takes levels and cannot be kept from thinking; the others take yes and no (https://docs.ollama.com/capabilities/thinking).</summary>
    private static Failure? Think(Utf8JsonWriter json, JsonElement root, string model, RequestWarnings warnings)
    {
        if (Asked.Effort(root, out var effort) is { } wrong)
        {
            return wrong;
        }

        if (effort is null)
        {
            return null;
        }

        if (!model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase))
        {
            json.WriteBoolean("think"u8, effort != "none");
            return null;
        }

        if (effort == "none")
        {
            warnings.Add("reasoning_effort changed to low: gpt-oss always thinks");
        }

        json.WriteString("think"u8, effort switch { "none" or "minimal" or "low" => "low", "medium" => "medium", _ => "high" });
        return null;
    }

    private static Failure? Format(Utf8JsonWriter json, JsonElement root)
    {
        if (!Json.Given(root, "response_format", out var format))
        {
            return null;
        }

        switch (Json.Text(format, "type"))
        {
            case "text":
                return null;
            case "json_schema" when Json.Given(format, "json_schema", out var named) && Json.Given(named, "schema", out var schema):
                json.WritePropertyName("format"u8);
                schema.WriteTo(json);
                return null;
            case "json_object" or "json_schema":
                json.WriteString("format"u8, "json"u8);
                return null;
            default:
                return Failure.OfCaller("response_format.type", "Invalid 'response_format.type': use 'text', 'json_object' or 'json_schema'.", "invalid_value");
        }
    }

    private static Failure? WriteOptions(Utf8JsonWriter json, JsonElement root)
    {
        if (Asked.Stops(root, out var stops) is { } wrong)
        {
            return wrong;
        }

        json.WriteStartObject("options"u8);
        foreach (var (from, to) in Options)
        {
            if (Json.Given(root, from, out var value))
            {
                json.WritePropertyName(to);
                value.WriteTo(json);
            }
        }

        if (Asked.MaxTokens(root) is { ValueKind: not JsonValueKind.Undefined } most)
        {
            json.WritePropertyName("num_predict"u8);
            most.WriteTo(json);
        }

        if (stops.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        return null;
    }
}
