using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Responses.Requests;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>OpenAI's response object; every field is there, also those that are null.</summary>
internal static class ResponseBody
{
    /// <summary>The response as it stands.</summary>
    /// <param name="state">What it has.</param>
    /// <param name="status"><c>queued</c>, <c>in_progress</c>, <c>completed</c>, <c>failed</c>, <c>incomplete</c> or <c>cancelled</c>.</param>
    /// <param name="endedAt">When it ended; null while it has not.</param>
    /// <param name="error">Why it failed; null otherwise.</param>
    /// <param name="incomplete">Why it is incomplete, such as <c>max_output_tokens</c>; null otherwise.</param>
    public static JsonObject Write(ResponseState state, string status, DateTimeOffset? endedAt = null, JsonObject? error = null, string? incomplete = null)
    {
        var request = state.Request;
        var body = new JsonObject
        {
            ["id"] = state.Id,
            ["object"] = "response",
            ["created_at"] = state.CreatedAt.ToUnixTimeSeconds(),
            ["completed_at"] = status == "completed" ? endedAt?.ToUnixTimeSeconds() : null,
            ["status"] = status,
            ["background"] = request.Background,
            ["conversation"] = request.Conversation is { } conversation ? new JsonObject { ["id"] = conversation } : null,
            ["error"] = error,
            ["frequency_penalty"] = request.FrequencyPenalty ?? 0,
            ["incomplete_details"] = incomplete is null ? null : new JsonObject { ["reason"] = incomplete },
            ["instructions"] = request.Instructions,
            ["max_output_tokens"] = request.MaxOutputTokens,
            ["max_tool_calls"] = request.MaxToolCalls,
            ["metadata"] = request.Metadata.DeepClone(),
            ["model"] = request.Model,
            ["output"] = new JsonArray([.. state.Output.Select(state.Shown)]),
            ["parallel_tool_calls"] = request.ParallelToolCalls,
            ["presence_penalty"] = request.PresencePenalty ?? 0,
            ["previous_response_id"] = request.PreviousId,
            ["prompt_cache_key"] = request.PromptCacheKey,
            ["reasoning"] = new JsonObject { ["effort"] = request.Reasoning?["effort"]?.DeepClone(), ["summary"] = request.Reasoning?["summary"]?.DeepClone() },
            ["safety_identifier"] = request.SafetyIdentifier,
            ["service_tier"] = request.ServiceTier ?? "default",
            ["store"] = request.Store,
            ["temperature"] = request.Temperature ?? 1,
            ["text"] = Text(request),
            ["tool_choice"] = request.ToolChoice?.DeepClone() ?? "auto",
            ["tools"] = new JsonArray([.. state.Tools.Select(tool => tool.DeepClone())]),
            ["top_logprobs"] = request.TopLogprobs ?? 0,
            ["top_p"] = request.TopP ?? 1,
            ["truncation"] = request.MayTruncate ? "auto" : "disabled",
            ["usage"] = state.Usage.ToJson(),
        };
        if (request.Prompt is { } prompt)
        {
            body["prompt"] = prompt.Json.DeepClone();
        }

        if (request.User is { } user)
        {
            body["user"] = user;
        }

        if (request.Include.Contains("context.receipt"))
        {
            body["context_receipt"] = state.Receipt?.DeepClone();
        }

        return body;
    }

    private static JsonObject Text(ResponseRequest request)
    {
        var text = new JsonObject { ["format"] = request.Format.Json.DeepClone() };
        if (request.Format.Type == "json_schema")
        {
            text["format"]!["description"] ??= null;
            text["format"]!["strict"] ??= false;
        }

        if (request.Text?["verbosity"] is { } verbosity)
        {
            text["verbosity"] = verbosity.DeepClone();
        }

        return text;
    }
}
