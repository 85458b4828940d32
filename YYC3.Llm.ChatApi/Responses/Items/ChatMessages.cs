using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Context;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Tools.Mcp;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Items;

/// <summary>
/// Turns items into the messages of Chat Completions, which Router speaks with every model. Reasoning, text and calls of one turn become one
/// assistant message again; instructions come first, whatever stands between them.
/// </summary>
/// <param name="parts">Turns content parts into what models take.</param>
internal sealed class ChatMessages(Inputs.InputParts parts)
{
    /// <summary>The messages.</summary>
    /// <param name="instructions">Instructions to put first; null for none.</param>
    /// <param name="items">The items, oldest first.</param>
    /// <param name="caller">Whose files parts may name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">400, 404: a part cannot be used.</exception>
    public async Task<JsonArray> WriteAsync(string? instructions, IReadOnlyList<JsonObject> items, ServiceDefaults.Identity.CallerIdentity caller, CancellationToken cancellationToken)
    {
        var messages = new JsonArray();
        if (!string.IsNullOrEmpty(instructions))
        {
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = instructions });
        }

        JsonObject? turn = null;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            switch (item["type"].AsText())
            {
                case "message" when item["role"].AsText() == "assistant":
                    turn = Begin(turn is null || turn.ContainsKey("content") ? null : turn, messages);
                    turn["content"] = Said(item);
                    Merge(turn, item["extra_content"]);
                    break;
                case "message":
                    turn = null;
                    messages.Add(await HeardAsync(item, i, caller, cancellationToken));
                    break;
                case "reasoning":
                    turn = Begin(null, messages);
                    if (Thought(item) is { Length: > 0 } thought)
                    {
                        turn["reasoning_content"] = thought;
                    }

                    Opaque.Restore(item["encrypted_content"], turn);
                    break;
                case "function_call":
                    turn = Begin(turn, messages);
                    if (turn["tool_calls"] is not JsonArray calls)
                    {
                        turn["tool_calls"] = calls = [];
                    }

                    calls.Add(Call(item));
                    break;
                case "function_call_output":
                    turn = null;
                    messages.Add(ToolMessage(item["call_id"].AsText()!, Result(item["output"])));
                    break;
                case "mcp_call":
                    turn = Begin(turn, messages);
                    AddCall(turn, item["id"].AsText()!, McpSession.FunctionName(item["server_label"].AsText(), item["name"].AsText()), item["arguments"].AsText());
                    turn = null;
                    messages.Add(ToolMessage(item["id"].AsText()!, item["output"].AsText() ?? item["error"]?.ToJsonString(JsonText.RelaxedOptions) ?? ""));
                    break;
                case "mcp_approval_request" when McpDecisions.Of(items, item) is { } decision && !McpDecisions.Approves(decision):
                    turn = Begin(turn, messages);
                    AddCall(turn, item["id"].AsText()!, McpSession.FunctionName(item["server_label"].AsText(), item["name"].AsText()), item["arguments"].AsText());
                    turn = null;
                    messages.Add(ToolMessage(item["id"].AsText()!, $"The user did not allow this call. {decision["reason"].AsText()}".TrimEnd()));
                    break;
                case "compaction":
                    turn = null;
                    messages.Add(new JsonObject { ["role"] = "system", ["content"] = CompactionItem.Text(item) });
                    break;
            }
        }

        foreach (var message in messages.OfType<JsonObject>())
        {
            if (message["role"].AsText() == "assistant" && !message.ContainsKey("content"))
            {
                message["content"] = message.ContainsKey("tool_calls") ? null : "";
            }
        }

        return messages;
    }

    private static void AddCall(JsonObject turn, string id, string name, string? arguments)
    {
        if (turn["tool_calls"] is not JsonArray calls)
        {
            turn["tool_calls"] = calls = [];
        }

        calls.Add(new JsonObject { ["id"] = id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments ?? "{}" } });
    }

    private static JsonObject ToolMessage(string call, string content) => new() { ["role"] = "tool", ["tool_call_id"] = call, ["content"] = content };

    private static JsonObject Begin(JsonObject? turn, JsonArray messages)
    {
        if (turn is null)
        {
            turn = new JsonObject { ["role"] = "assistant" };
            messages.Add(turn);
        }

        return turn;
    }

    private static string Said(JsonObject item)
    {
        var text = new StringBuilder();
        foreach (var part in (item["content"] as JsonArray ?? []).OfType<JsonObject>())
        {
            text.Append(part["text"].AsText() ?? part["refusal"].AsText());
        }

        return text.ToString();
    }

    private static void Merge(JsonObject turn, JsonNode? extra)
    {
        if (extra is JsonObject)
        {
            turn["extra_content"] = extra.DeepClone();
        }
    }

    private static string Thought(JsonObject item)
    {
        var from = item["content"] is JsonArray { Count: > 0 } content ? content : item["summary"] as JsonArray ?? [];
        return string.Join("\n\n", from.OfType<JsonObject>().Select(part => part["text"].AsText()));
    }

    private static JsonObject Call(JsonObject item)
    {
        var call = new JsonObject
        {
            ["id"] = item["call_id"].AsText(),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = item["name"].AsText(), ["arguments"] = item["arguments"].AsText() },
        };
        if (item["extra_content"] is { } extra)
        {
            call["extra_content"] = extra.DeepClone();
        }

        return call;
    }

    private static string Result(JsonNode? output) => output.AsText()
        ?? string.Join('\n', (output as JsonArray ?? []).OfType<JsonObject>().Select(part => part["text"].AsText() ?? $"[{part["type"].AsText()}]"));

    private async Task<JsonObject> HeardAsync(JsonObject item, int index, ServiceDefaults.Identity.CallerIdentity caller, CancellationToken cancellationToken)
    {
        var content = item["content"] as JsonArray ?? [];
        var message = new JsonObject { ["role"] = item["role"].AsText() };
        if (content.All(part => part?["type"].AsText() is "input_text"))
        {
            message["content"] = string.Join('\n', content.Select(part => part!["text"].AsText()));
            return message;
        }

        var written = new JsonArray();
        for (var i = 0; i < content.Count; i++)
        {
            written.Add(await parts.ResolveAsync(content[i]!.AsObject(), $"input[{index}].content[{i}]", caller, cancellationToken));
        }

        message["content"] = written;
        return message;
    }
}
