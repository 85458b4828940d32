using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.OpenAi;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Zhipu;

/// <summary>Judges a chat request: OpenAI's fields that Zhipu does not have are refused by name, with code 1210.</summary>
internal static class ZhipuRequest
{
    private static readonly string[] Unknown = ["stream_options", "frequency_penalty", "presence_penalty", "max_completion_tokens", "parallel_tool_calls", "logit_bias", "n", "seed", "store", "service_tier", "reasoning"];

    /// <summary>Checks a request; returns whether its tool calls must arrive whole.</summary>
    /// <exception cref="ScriptException">Zhipu would refuse it.</exception>
    public static int Check(JsonElement root)
    {
        foreach (var name in Unknown)
        {
            if (root.Has(name, out _))
            {
                throw new ScriptException($"API 调用参数有误，请检查文档。{name}: there is no such parameter.");
            }
        }

        root.Number("temperature", "", 0, 1);
        root.Number("top_p", "", double.Epsilon, Math.BitDecrement(1d));
        root.Number("max_tokens", "", 1, int.MaxValue, whole: true);
        root.Flag("do_sample", "");
        if (root.Has("tool_choice", out var choice) && !choice.ValueEquals("auto"))
        {
            throw new ScriptException("tool_choice: only 'auto' is supported.");
        }

        if (root.Has("stop", out var stop) && stop.AsArray("stop").Length > 1)
        {
            throw new ScriptException("stop: at most one word.");
        }

        if (root.Has("thinking", out var thinking))
        {
            thinking.AsObject("thinking").NeedWord("type", "thinking", "enabled", "disabled");
        }

        if (root.Has("response_format", out var format))
        {
            format.AsObject("response_format").NeedWord("type", "response_format", "text", "json_object");
        }

        var turns = new Turns();
        Tools(root, turns);
        Messages(root, turns);
        var fragments = root.Flag("tool_stream", "");
        return fragments && !root.Flag("stream", "") ? throw new ScriptException("tool_stream: needs stream=true.") : fragments ? 0 : OpenAiFlavour.WholeCalls;
    }

    private static void Tools(JsonElement root, Turns turns)
    {
        if (!root.Has("tools", out var tools))
        {
            return;
        }

        ChatShape.Tools(tools, "tools", turns);
        foreach (var (index, tool) in tools.EnumerateArray().Index())
        {
            if (tool.Has("function", out var function) && function.Has("strict", out _))
            {
                throw new ScriptException($"tools[{index}].function.strict: there is no such parameter.");
            }
        }
    }

    private static void Messages(JsonElement root, Turns turns)
    {
        var messages = root.Need("messages", "");
        ChatShape.Messages(messages, "messages", turns);
        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            if (message.Has("name", out _))
            {
                throw new ScriptException($"messages[{index}].name: there is no such parameter.");
            }

            if (!message.Has("content", out var content) || content.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (var part in content.EnumerateArray().Where(part => part.GetProperty("type").ValueEquals("image_url")))
            {
                if (part.GetProperty("image_url").GetProperty("url").GetString()!.StartsWith("data:", StringComparison.Ordinal))
                {
                    throw new ScriptException($"messages[{index}].content: image_url.url must be an address or base64 without the 'data:' prefix.");
                }
            }
        }
    }
}
