using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Writes <c>generationConfig</c> (https://ai.google.dev/api/generate-content#GenerationConfig).</summary>
internal static class GeminiConfig
{
    private const int MostStops = 5;

    private static readonly (string From, string To)[] Copied =
    [
        ("temperature", "temperature"), ("top_p", "topP"), ("top_k", "topK"), ("n", "candidateCount"), ("seed", "seed"),
        ("presence_penalty", "presencePenalty"), ("frequency_penalty", "frequencyPenalty"), ("logprobs", "responseLogprobs"), ("top_logprobs", "logprobs"),
    ];

    public static Failure? Write(Utf8JsonWriter json, JsonElement root, GeminiModel model, RequestWarnings warnings)
    {
        if (Asked.Stops(root, out var stops) is { } wrong)
        {
            return wrong;
        }

        if (Asked.Effort(root, out var effort) is { } unknown)
        {
            return unknown;
        }

        json.WriteStartObject("generationConfig"u8);
        foreach (var (from, to) in Copied)
        {
            if (Json.Given(root, from, out var value))
            {
                json.WritePropertyName(to);
                value.WriteTo(json);
            }
        }

        if (Asked.MaxTokens(root) is { ValueKind: not JsonValueKind.Undefined } most)
        {
            json.WritePropertyName("maxOutputTokens"u8);
            most.WriteTo(json);
        }

        if (stops.Count > 0)
        {
            if (stops.Count > MostStops)
            {
                warnings.Add($"stop cut to {MostStops}: gemini does not accept more");
            }

            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in stops.Take(MostStops))
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        Thinking(json, effort, model, warnings);
        var failure = Format(json, root, warnings);
        json.WriteEndObject();
        return failure;
    }

    private static Failure? Format(Utf8JsonWriter json, JsonElement root, RequestWarnings warnings)
    {
        if (!Json.Given(root, "response_format", out var format))
        {
            return null;
        }

        switch (Json.Text(format, "type"))
        {
            case "text":
                return null;
            case "json_object":
                json.WriteString("responseMimeType"u8, "application/json"u8);
                return null;
            case "json_schema":
                json.WriteString("responseMimeType"u8, "application/json"u8);
                if (Json.Given(format, "json_schema", out var named) && Json.Given(named, "schema", out var schema))
                {
                    GeminiSchema.Write(json, schema, "responseSchema", "responseJsonSchema", "response_format", warnings);
                }

                return null;
            default:
                return Failure.OfCaller("response_format.type", "Invalid 'response_format.type': use 'text', 'json_object' or 'json_schema'.", "invalid_value");
        }
    }

    /// <summary>As Google maps efforts itself (https://ai.google.dev/gemini-api/docs/openai#thinking): budgets up to 2.5, levels from 3 on.</summary>
    private static void Thinking(Utf8JsonWriter json, string? effort, GeminiModel model, RequestWarnings warnings)
    {
        if (effort is null)
        {
            return;
        }

        if (!model.Thinks)
        {
            if (effort != "none")
            {
                warnings.Add("reasoning_effort dropped: this gemini model does not think");
            }

            return;
        }

        json.WriteStartObject("thinkingConfig"u8);
        if (effort == "none" && (model.HasLevels || model.IsPro))
        {
            warnings.Add("reasoning_effort changed to the least: this gemini model always thinks");
        }

        if (model.HasLevels)
        {
            json.WriteString("thinkingLevel"u8, effort switch
            {
                "none" or "minimal" => model.IsPro ? "low" : "minimal",
                "low" => "low",
                "medium" => model is { IsPro: true, Version: 3 } ? "high" : "medium",
                _ => "high",
            });
        }
        else
        {
            json.WriteNumber("thinkingBudget"u8, effort switch
            {
                "none" => model.IsPro ? 128 : 0,
                "minimal" or "low" => 1024,
                "medium" => 8192,
                _ => 24576,
            });
        }

        if (effort != "none")
        {
            json.WriteBoolean("includeThoughts"u8, true);
        }

        json.WriteEndObject();
    }
}
