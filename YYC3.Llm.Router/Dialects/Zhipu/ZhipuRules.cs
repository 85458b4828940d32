using System.Text;
using YYC3.Llm.Router.Dialects.Shaped;

namespace YYC3.Llm.Router.Dialects.Zhipu;

/// <summary>
/// How requests to Zhipu differ from OpenAI's. It takes <c>max_tokens</c> only, <c>tool_choice</c> auto only, <c>top_p</c> below 1, and a
/// temperature above 0 and up to 1 (https://docs.bigmodel.cn/api-reference, chat completions); what it ignores or refuses is left out.
/// </summary>
internal static class ZhipuRules
{
    private static readonly (string Field, string? Harmless)[] Unknown =
    [
        ("frequency_penalty", "0"), ("presence_penalty", "0"), ("logit_bias", "{}"), ("n", "1"), ("seed", null), ("logprobs", "false"), ("top_logprobs", "0"),
        ("parallel_tool_calls", "true"), ("store", "false"), ("metadata", "{}"), ("service_tier", "\"auto\""), ("modalities", "[\"text\"]"), ("audio", null),
        ("prediction", null), ("verbosity", "\"medium\""), ("prompt_cache_key", null), ("prompt_cache_retention", null), ("safety_identifier", null),
        ("web_search_options", null), ("functions", "[]"), ("function_call", "\"none\""),
    ];

    /// <summary>An array of numbers is all it answers with, which OpenAI's SDKs read as well as base64.</summary>
    public static readonly IRequestRule[] Embeddings = [new DropField("encoding_format", null), new DropField("user", null)];

    public static IReadOnlyList<IRequestRule> Chat(string model)
    {
        var glm = GlmModel.Of(model);
        return
        [
            new RenameField("max_completion_tokens", "max_tokens", null),
            new DropField("stream_options", null), // Its usage comes unasked.
            .. Unknown.Select(entry => new DropField(entry.Field, Dropped(entry.Field), entry.Harmless)),
            new MapField("temperature", Temperature),
            new ClampField("top_p", 0.01, 0.99, DialectNames.Zhipu),
            new MapField("stop", Stop),
            new MapField("user", User),
            new MapField("tool_choice", ToolChoice),
            new MapField("reasoning_effort", (request, effort, warnings) => Effort(glm, request, effort, warnings)),
            new SchemaToInstructions(DialectNames.Zhipu),
            new EditItems(
                "messages", MessageEdits.DeveloperToSystem, MessageEdits.DropName("messages.name dropped: zhipu does not accept it"), MessageEdits.DropExtensions(reasoning: true), MessageEdits.BareImages),
            new EditItems("tools", MessageEdits.DropStrict("tools.function.strict dropped: zhipu does not accept it"), MessageEdits.DropToolCacheControl),
            .. glm.StreamsTools ? [new ToolStream()] : Array.Empty<IRequestRule>(),
        ];
    }

    private static string Dropped(string field) => $"{field} dropped: zhipu does not accept it";

    /// <summary>No chance at all is <c>do_sample: false</c>, under which temperature and top_p do not count.</summary>
    private static void Temperature(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        switch (JsonValues.AsNumber(value.Span))
        {
            case <= 0:
                request.Remove("temperature");
                request.Remove("top_p");
                request.Set("do_sample", "false"u8.ToArray());
                break;
            case > 1:
                request.Set("temperature", "1"u8.ToArray());
                warnings.Add("temperature changed to 1: zhipu does not accept more");
                break;
        }
    }

    private static void Stop(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        if (value.Span is [(byte)'"', ..])
        {
            request.Set("stop", JsonItems.ToBytes([value]));
        }
    }

    /// <summary>Their <c>user_id</c> has 6 to 128 characters.</summary>
    private static void User(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        if (JsonValues.AsText(value.Span) is { Length: >= 6 and <= 128 })
        {
            request.Rename("user", "user_id");
        }
        else
        {
            request.Remove("user");
            warnings.Add("user dropped: zhipu accepts 6 to 128 characters");
        }
    }

    private static void ToolChoice(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        if (JsonValues.IsText(value.Span, "auto"u8))
        {
            return;
        }

        if (JsonValues.IsText(value.Span, "none"u8))
        {
            // Without tools it calls none, which is what was asked.
            request.Remove("tool_choice");
            request.Remove("tools");
            warnings.Add("tool_choice none sent by leaving tools out: zhipu accepts auto only");
            return;
        }

        request.Set("tool_choice", "\"auto\""u8.ToArray());
        warnings.Add("tool_choice changed to auto: zhipu accepts nothing else");
    }

    private static void Effort(GlmModel glm, JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        var effort = JsonValues.AsText(value.Span) ?? "";
        if (glm.TakesEffort)
        {
            var sent = effort switch { "none" or "minimal" or "low" => "low", "xhigh" or "max" => "max", _ => "high" };
            request.Set("reasoning_effort", Encoding.ASCII.GetBytes($"\"{sent}\""));
            if (sent != effort)
            {
                warnings.Add($"reasoning_effort changed to {sent}: this model accepts low, high and max");
            }

            return;
        }

        request.Remove("reasoning_effort");
        if (request.Has("thinking"))
        {
            return; // The caller has said it in Zhipu's own words.
        }

        if (!glm.SwitchesThinking)
        {
            if (effort != "none")
            {
                warnings.Add("reasoning_effort dropped: this model's thinking cannot be set");
            }

            return;
        }

        var thinks = effort is not ("none" or "minimal");
        request.Set("thinking", thinks ? "{\"type\":\"enabled\"}"u8.ToArray() : "{\"type\":\"disabled\"}"u8.ToArray());
        if (effort != "none")
        {
            warnings.Add($"reasoning_effort sent as thinking {(thinks ? "enabled" : "disabled")}: this model knows no degrees");
        }
    }
}
