using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Requests;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>The chat completion request of a turn.</summary>
internal static class ChatRequest
{
    /// <summary>Writes it.</summary>
    /// <param name="request">What the caller asked for.</param>
    /// <param name="functions">The functions that the model may call.</param>
    /// <param name="turn">The turn, from 0: what the caller forces holds for the first one only, or the model would never end.</param>
    /// <param name="messages">The messages.</param>
    public static JsonObject Write(ResponseRequest request, IReadOnlyList<JsonObject> functions, int turn, JsonArray messages)
    {
        var chat = new JsonObject { ["model"] = request.Model, ["messages"] = messages };
        Put(chat, "max_completion_tokens", request.MaxOutputTokens);
        Put(chat, "temperature", request.Temperature);
        Put(chat, "top_p", request.TopP);
        Put(chat, "reasoning_effort", request.Reasoning?["effort"]?.DeepClone());
        Put(chat, "verbosity", request.Text?["verbosity"]?.DeepClone());
        Put(chat, "response_format", request.Format.ToChat());
        Put(chat, "service_tier", request.ServiceTier);
        Put(chat, "prompt_cache_key", request.PromptCacheKey);
        Put(chat, "safety_identifier", request.SafetyIdentifier ?? request.User);
        if (functions.Count > 0)
        {
            chat["tools"] = new JsonArray([.. functions.Select(function => function.DeepClone())]);
            Put(chat, "parallel_tool_calls", request.ParallelToolCalls ? null : false);
            Put(chat, "tool_choice", turn == 0 ? Choice(request.ToolChoice) : null);
        }

        return chat;
    }

    private static JsonNode? Choice(JsonNode? choice) => choice switch
    {
        JsonObject { } named when named["type"].AsText() == "function" => new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = named["name"].AsText() } },
        JsonObject { } allowed when allowed["type"].AsText() == "allowed_tools" => allowed["mode"].AsText() ?? "auto",
        JsonObject => null, // One of ours has been used already.
        _ => choice?.DeepClone(),
    };

    private static void Put(JsonObject chat, string field, JsonNode? value)
    {
        if (value is not null)
        {
            chat[field] = value;
        }
    }
}
