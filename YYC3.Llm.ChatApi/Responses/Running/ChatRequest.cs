using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Responses.Requests;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>The chat completion request of a turn.</summary>
internal static class ChatRequest
{
    /// <summary>Writes it.</summary>
    /// <param name="request">What the caller asked for.</param>
    /// <param name="functions">The functions that the model may call.</param>
    /// <param name="choice">Chat Completions' <c>tool_choice</c>; null: the model decides.</param>
    /// <param name="messages">The messages.</param>
    public static JsonObject Write(ResponseRequest request, IReadOnlyList<JsonObject> functions, JsonNode? choice, JsonArray messages)
    {
        var chat = new JsonObject { ["model"] = request.Model, ["messages"] = messages };
        Put(chat, "max_completion_tokens", request.MaxOutputTokens);
        Put(chat, "temperature", request.Temperature);
        Put(chat, "top_p", request.TopP);
        Put(chat, "presence_penalty", request.PresencePenalty);
        Put(chat, "frequency_penalty", request.FrequencyPenalty);
        if (request.WantsLogprobs)
        {
            chat["logprobs"] = true;
            Put(chat, "top_logprobs", request.TopLogprobs);
        }

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
            Put(chat, "tool_choice", choice);
        }

        return chat;
    }

    private static void Put(JsonObject chat, string field, JsonNode? value)
    {
        if (value is not null)
        {
            chat[field] = value;
        }
    }
}
