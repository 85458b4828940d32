using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// How much is thought and how it is sampled, which depend on each other: with thinking on, the temperature is 1, top_p at least 0.95 and no
/// tool is forced (https://docs.claude.com/en/docs/build-with-claude/extended-thinking).
/// </summary>
internal sealed class MessagesThinking
{
    /// <summary>The least budget Anthropic accepts, in tokens.</summary>
    private const long LeastBudget = 1024;

    private readonly JsonElement chat;
    private readonly string model;
    private readonly RequestWarnings warnings;
    private readonly bool adaptive;
    private readonly long budget;

    private MessagesThinking(CallerRequest request, JsonElement chat, RequestWarnings warnings, bool adaptive, long budget, string? effort, long maxTokens)
    {
        this.chat = chat;
        this.warnings = warnings;
        this.adaptive = adaptive;
        this.budget = budget;
        model = request.Deployment.UpstreamModel;
        Effort = effort;
        MaxTokens = maxTokens;
        IsOn = adaptive || budget > 0
            || (chat.Text("reasoning_effort") is null && chat.Get("thinking").Text("type") is "enabled" or "adaptive")
            || request.Deployment.BodyFields.Any(field => field.Name == "thinking" && !field.Value.AsSpan().StartsWith("{\"type\":\"disabled\""u8));
    }

    public bool IsOn { get; }

    /// <summary>For <c>output_config.effort</c>; null where nothing is said.</summary>
    public string? Effort { get; }

    /// <summary>What the answer may have, thinking included.</summary>
    public long MaxTokens { get; }

    /// <summary>
    /// Reads what the caller wants. <c>reasoning_effort</c> becomes an effort for models that think adaptively (4.6 and later; minimal is low,
    /// xhigh is high before 4.7), else a budget: minimal 1024 tokens, low 2048, medium 8192, high 16384, xhigh 32768, at most four fifths of
    /// what the answer may have. Anthropic's own <c>thinking</c> in a chat request goes through where there is no effort.
    /// </summary>
    public static MessagesThinking Of(CallerRequest request, JsonElement chat, bool lastCallsLackThinking, RequestWarnings warnings)
    {
        var said = Limit(chat);
        long? known = request.Deployment.Model is { Definition.MaxOutput: > 0 and var declared } ? declared : null;
        var effort = chat.Text("reasoning_effort");
        var model = request.Deployment.UpstreamModel;
        var wanted = effort switch
        {
            "minimal" => 1024L,
            "low" => 2048,
            "medium" => 8192,
            "high" => 16384,
            "xhigh" or "max" => 32768,
            _ => 0,
        };
        if (effort is not (null or "none") && wanted == 0)
        {
            warnings.Add("reasoning_effort dropped: it is minimal or low or medium or high or xhigh or none");
        }

        if (wanted == 0)
        {
            var own = effort is null ? chat.Get("thinking").Number("budget_tokens") ?? 0 : 0;
            return new MessagesThinking(request, chat, warnings, false, 0, null, said ?? known ?? (MessagesRequest.DefaultMaxTokens + own));
        }

        if (ClaudeModel.ThinksAdaptively(model))
        {
            var told = effort switch
            {
                "minimal" => "low",
                "xhigh" or "max" => ClaudeModel.RefusesSampling(model) ? "xhigh" : "high",
                _ => effort,
            };
            return new MessagesThinking(request, chat, warnings, true, 0, told, said ?? known ?? (MessagesRequest.DefaultMaxTokens + wanted));
        }

        var most = (said ?? known) is { } limit ? limit * 4 / 5 : wanted;
        if (most < LeastBudget)
        {
            warnings.Add("reasoning_effort dropped: max_tokens leaves no room for thinking");
            wanted = 0;
        }
        else if (lastCallsLackThinking)
        {
            warnings.Add("reasoning_effort dropped: the tool calls that are answered came without their reasoning_details");
            wanted = 0;
        }

        wanted = Math.Min(wanted, Math.Max(most, 0));
        return new MessagesThinking(request, chat, warnings, false, wanted, null, said ?? known ?? (MessagesRequest.DefaultMaxTokens + wanted));
    }

    public void WriteThinking(Utf8JsonWriter json, bool isDeployed)
    {
        if (isDeployed)
        {
            return;
        }

        if (adaptive)
        {
            json.WriteStartObject("thinking"u8);
            json.WriteString("type"u8, "adaptive"u8);
            json.WriteString("display"u8, "summarized"u8); // Later models show none of it unless asked.
            json.WriteEndObject();
        }
        else if (budget > 0)
        {
            json.WriteStartObject("thinking"u8);
            json.WriteString("type"u8, "enabled"u8);
            json.WriteNumber("budget_tokens"u8, budget);
            json.WriteEndObject();
        }
        else if (!chat.Has("reasoning_effort") && chat.Get("thinking") is { ValueKind: JsonValueKind.Object } own)
        {
            json.WriteRaw("thinking", own);
        }
    }

    public void WriteSampling(Utf8JsonWriter json, Func<string, bool> isDeployed)
    {
        var temperature = Number("temperature");
        var topP = Number("top_p");
        var topK = chat.Number("top_k");
        if (temperature is > 1)
        {
            warnings.Add("temperature lowered to 1: anthropic accepts 0 to 1");
            temperature = 1;
        }

        if (IsOn)
        {
            Drop(ref temperature, temperature is 1, "temperature dropped: anthropic thinks at 1 only");
            Drop(ref topP, topP is >= 0.95, "top_p dropped: anthropic thinks with 0.95 or more only");
            Drop(ref topK, false, "top_k dropped: anthropic does not accept it with thinking");
            temperature = null; // 1 is what it is anyway.
        }

        if (ClaudeModel.RefusesSampling(model))
        {
            Drop(ref temperature, temperature is 1, "temperature dropped: this model does not accept it");
            Drop(ref topP, topP is 1, "top_p dropped: this model does not accept it");
            Drop(ref topK, false, "top_k dropped: this model does not accept it");
            temperature = topP = null;
        }
        else if (temperature is not null && topP is not null && ClaudeModel.RefusesBothSamplings(model))
        {
            Drop(ref topP, topP is 1, "top_p dropped: this model does not accept it beside temperature");
            topP = null;
        }

        if (temperature is { } t && !isDeployed("temperature"))
        {
            json.WriteNumber("temperature"u8, Math.Max(t, 0));
        }

        if (topP is { } p && !isDeployed("top_p"))
        {
            json.WriteNumber("top_p"u8, Math.Clamp(p, 0, 1));
        }

        if (topK is { } k && !isDeployed("top_k"))
        {
            json.WriteNumber("top_k"u8, k);
        }
    }

    private void Drop<T>(ref T? value, bool isHarmless, string warning)
        where T : struct
    {
        if (value is not null && !isHarmless)
        {
            warnings.Add(warning);
            value = null;
        }
    }

    private double? Number(string name) =>
        chat.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static long? Limit(JsonElement chat) =>
        chat.Number("max_completion_tokens") is > 0 and var most ? most : chat.Number("max_tokens") is > 0 and var older ? older : null;
}
