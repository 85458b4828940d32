using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>
/// Writes <c>parameters</c>. What OpenAI and DashScope name alike and what only DashScope knows (<c>enable_search</c>, <c>top_k</c>,
/// <c>vl_high_resolution_images</c>) goes through; the rest is mapped, or left out with a warning.
/// </summary>
internal static class DashScopeParameters
{
    private const double LeastTopP = 0.0001;
    private const double MostTopP = 0.9999;

    /// <summary>Writes the fields inside the object; those the deployment sets come last and win.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement root, CallerRequest request, JsonElement set, RequestWarnings warnings)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in set.ValueKind == JsonValueKind.Object ? set.EnumerateObject() : default)
        {
            written.Add(field.Name);
            field.WriteTo(json);
        }

        if (written.Add("result_format"))
        {
            json.WriteString("result_format"u8, "message"u8);
        }

        if (request.Stream && written.Add("incremental_output"))
        {
            json.WriteBoolean("incremental_output"u8, true);
        }

        foreach (var field in root.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && !written.Contains(field.Name))
            {
                Field(json, root, field, written, warnings);
            }
        }

        if (!request.Stream && DashScopeModels.ThinksInStreamsOnly(request.Deployment.UpstreamModel) && written.Add("enable_thinking"))
        {
            json.WriteBoolean("enable_thinking"u8, false);
        }
    }

    private static void Field(Utf8JsonWriter json, JsonElement root, JsonProperty field, HashSet<string> written, RequestWarnings warnings)
    {
        var value = field.Value;
        switch (field.Name)
        {
            case "model" or "messages" or "stream" or "stream_options":
            case "user" or "safety_identifier" or "prompt_cache_key" or "prompt_cache_retention" or "metadata" or "store" or "service_tier":
                return; // Said elsewhere, or of no meaning here.
            case "max_tokens" when DashScopeJson.Has(root, "max_completion_tokens", out _):
                return;
            case "max_completion_tokens":
                Put(json, "max_tokens", value, written);
                return;
            case "top_p" when value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var share) && share is >= 1 or <= 0:
                written.Add(field.Name);
                json.WriteNumber("top_p"u8, share >= 1 ? MostTopP : LeastTopP);
                warnings.Add($"top_p changed: dashscope wants it above 0 and below 1");
                return;
            case "reasoning_effort":
                Effort(json, root, value, written);
                return;
            case "tools":
                Tools(json, value, written, warnings);
                return;
            case "tool_choice" when DashScopeJson.Text(value) == "required":
                written.Add(field.Name);
                json.WriteString("tool_choice"u8, "auto"u8);
                warnings.Add("tool_choice changed to auto: dashscope does not accept required");
                return;
            case "web_search_options" when !DashScopeJson.Has(root, "enable_search", out _):
                if (written.Add("enable_search"))
                {
                    json.WriteBoolean("enable_search"u8, true);
                }

                return;
            case "frequency_penalty" or "logit_bias" or "audio" or "modalities" or "prediction" or "verbosity" or "functions" or "function_call" or "web_search_options":
                if (!IsNeutral(value))
                {
                    warnings.Add($"{field.Name} dropped: dashscope does not accept it");
                }

                return;
            default:
                Put(json, field.Name, value, written);
                return;
        }
    }

    // 0, {} and [] ask for nothing.
    private static bool IsNeutral(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out var number) && number == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    // The budgets are ours: DashScope counts tokens, OpenAI's words promise none. Without one the model's own bound holds.
    private static void Effort(Utf8JsonWriter json, JsonElement root, JsonElement value, HashSet<string> written)
    {
        var effort = DashScopeJson.Text(value);
        if (!DashScopeJson.Has(root, "enable_thinking", out _) && written.Add("enable_thinking"))
        {
            json.WriteBoolean("enable_thinking"u8, effort != "none");
        }

        var budget = effort switch
        {
            "minimal" => 512,
            "low" => 2048,
            "medium" => 8192,
            _ => 0,
        };
        if (budget > 0 && !DashScopeJson.Has(root, "thinking_budget", out _) && written.Add("thinking_budget"))
        {
            json.WriteNumber("thinking_budget"u8, budget);
        }
    }

    private static void Tools(Utf8JsonWriter json, JsonElement tools, HashSet<string> written, RequestWarnings warnings)
    {
        if (tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() == 0)
        {
            return;
        }

        written.Add("tools");
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.EnumerateArray())
        {
            if (DashScopeJson.Has(tool, "function", out var function) && function.ValueKind == JsonValueKind.Object)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                foreach (var field in function.EnumerateObject().Where(field => field.Name != "strict"))
                {
                    field.WriteTo(json);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }
            else
            {
                warnings.Add("tools other than functions dropped: dashscope does not accept them");
            }
        }

        json.WriteEndArray();
    }

    private static void Put(Utf8JsonWriter json, string name, JsonElement value, HashSet<string> written)
    {
        if (written.Add(name))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
