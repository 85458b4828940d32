using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary>Reads and judges a request of the Messages API.</summary>
internal static class AnthropicRequest
{
    /// <summary>Reads a request.</summary>
    /// <param name="root">The body.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="signatures">What to do about signatures: check, demand or ignore.</param>
    /// <param name="counts">Whether tokens are only to be counted: then <c>max_tokens</c> is not asked for.</param>
    /// <exception cref="ScriptException">The request is one that Anthropic would refuse.</exception>
    public static Prompt Read(JsonElement root, int bytes, string signatures, bool counts)
    {
        root.AsObject("body");
        root.Only("", "model", "max_tokens", "messages", "system", "temperature", "top_p", "top_k", "stop_sequences", "stream", "metadata", "service_tier", "tools", "tool_choice", "thinking", "container", "mcp_servers", "context_management", "output_config", "output_format", "cache_control", "inference_geo");
        root.NeedText("model", "");
        if (!counts)
        {
            root.Need("max_tokens", "");
        }

        root.Number("max_tokens", "", 1, int.MaxValue, whole: true);
        root.Number("temperature", "", 0, 1);
        root.Number("top_p", "", 0, 1);
        root.Number("top_k", "", 0, int.MaxValue, whole: true);
        root.Flag("stream", "");
        var turns = new Turns();
        System(root);
        Tools(root, turns);
        var thinks = Thinking(root);
        new AnthropicTurns(turns, thinks ? signatures : "ignore", signatures != "ignore").Read(root.Need("messages", "").AsArray("messages"));
        return turns.Build(bytes);
    }

    private static void System(JsonElement root)
    {
        if (!root.Has("system", out var system) || system.ValueKind == JsonValueKind.String)
        {
            return;
        }

        foreach (var (index, block) in system.AsArray("system").Index())
        {
            block.AsObject($"system.{index}").NeedWord("type", $"system.{index}", "text");
            block.NeedText("text", $"system.{index}");
        }
    }

    private static void Tools(JsonElement root, Turns turns)
    {
        if (root.Has("tools", out var tools))
        {
            foreach (var (index, tool) in tools.AsArray("tools").Index())
            {
                var path = $"tools.{index}";
                turns.Tool(tool.AsObject(path).NeedText("name", path), path);
                if (tool.Has("type", out var type) && !type.ValueEquals("custom"))
                {
                    continue;
                }

                tool.Only(path, "name", "type", "description", "input_schema", "cache_control", "strict", "eager_input_streaming", "defer_loading", "allowed_callers", "input_examples");
                tool.Need("input_schema", path).AsObject(path + ".input_schema").NeedWord("type", path + ".input_schema", "object");
            }
        }

        if (!root.Has("tool_choice", out var choice))
        {
            return;
        }

        var kind = choice.AsObject("tool_choice").NeedWord("type", "tool_choice", "auto", "any", "tool", "none");
        choice.Flag("disable_parallel_tool_use", "tool_choice");
        if (!root.Has("tools", out _))
        {
            throw new ScriptException("tool_choice: may only be specified while providing tools.");
        }

        if (kind == "tool")
        {
            choice.NeedText("name", "tool_choice");
        }
    }

    private static bool Thinking(JsonElement root)
    {
        if (!root.Has("thinking", out var thinking) || thinking.AsObject("thinking").NeedWord("type", "thinking", "enabled", "disabled", "adaptive") == "disabled")
        {
            return false;
        }

        if (thinking.GetProperty("type").ValueEquals("enabled"))
        {
            thinking.Need("budget_tokens", "thinking");
            thinking.Number("budget_tokens", "thinking", 1024, int.MaxValue, whole: true);
            if (root.Has("max_tokens", out var most) && thinking.GetProperty("budget_tokens").GetInt64() >= most.GetInt64())
            {
                throw new ScriptException("max_tokens: must be greater than thinking.budget_tokens.");
            }
        }

        if (root.Has("temperature", out var temperature) && temperature.GetDouble() != 1)
        {
            throw new ScriptException("temperature: may only be set to 1 when thinking is enabled.");
        }

        if (root.Has("top_k", out _))
        {
            throw new ScriptException("top_k: must be unset when thinking is enabled.");
        }

        if (root.Has("tool_choice", out var choice) && choice.GetProperty("type").GetString() is "any" or "tool")
        {
            throw new ScriptException("tool_choice: Thinking may not be enabled when tool_choice forces tool use.");
        }

        return true;
    }
}
