using System.Text.Json;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Reading;

/// <summary>Reads and judges messages and tools in OpenAI's shape, as the compatible providers and DashScope have them.</summary>
internal static class ChatShape
{
    /// <summary>Reads <c>messages</c>.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="path">Their path.</param>
    /// <param name="turns">Where it is gathered.</param>
    /// <param name="part">Reads one content part of the provider's own; null where parts are OpenAI's.</param>
    /// <exception cref="ScriptException">A message is one that no compatible provider accepts.</exception>
    public static void Messages(JsonElement messages, string path, Turns turns, Action<JsonElement, string, Turns>? part = null)
    {
        var all = messages.AsArray(path);
        if (all.Length == 0)
        {
            throw new ScriptException($"{path}: must not be empty.");
        }

        foreach (var (index, message) in all.Index())
        {
            var at = $"{path}[{index}]";
            var role = message.AsObject(at).NeedWord("role", at, "system", "user", "assistant", "tool");
            if (role != "tool")
            {
                turns.NeedAnswered(at);
            }

            turns.Begin(role);
            Content(message, role, at, turns, part ?? Part);
            Calls(message, role, at, turns);
            if (role == "tool")
            {
                turns.Result(message.NeedText("tool_call_id", at), at);
            }
        }

        turns.NeedAnswered(path);
    }

    /// <summary>Reads <c>tools</c>.</summary>
    public static void Tools(JsonElement tools, string path, Turns turns)
    {
        foreach (var (index, tool) in tools.AsArray(path).Index())
        {
            var at = $"{path}[{index}]";
            if (tool.AsObject(at).NeedText("type", at) != "function")
            {
                continue;
            }

            var function = tool.Need("function", at).AsObject(at + ".function");
            turns.Tool(function.NeedText("name", at + ".function"), at);
            if (function.Has("parameters", out var parameters))
            {
                parameters.AsObject(at + ".function.parameters");
            }
        }
    }

    private static void Content(JsonElement message, string role, string path, Turns turns, Action<JsonElement, string, Turns> part)
    {
        if (!message.Has("content", out var content))
        {
            if (role != "assistant" || !message.Has("tool_calls", out _))
            {
                throw new ScriptException($"{path}.content: Field required.");
            }

            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            turns.Text(content.GetString()!);
            return;
        }

        foreach (var (index, item) in content.AsArray(path + ".content").Index())
        {
            part(item.AsObject($"{path}.content[{index}]"), $"{path}.content[{index}]", turns);
        }
    }

    private static void Calls(JsonElement message, string role, string path, Turns turns)
    {
        if (!message.Has("tool_calls", out var calls))
        {
            return;
        }

        if (role != "assistant")
        {
            throw new ScriptException($"{path}.tool_calls: only 'assistant' calls tools, not '{role}'.");
        }

        foreach (var (index, call) in calls.AsArray(path + ".tool_calls").Index())
        {
            var at = $"{path}.tool_calls[{index}]";
            call.AsObject(at).NeedWord("type", at, "function");
            var function = call.Need("function", at).AsObject(at + ".function");
            Shape.ObjectText(function.Need("arguments", at + ".function").AsText(at + ".function.arguments"), at + ".function.arguments");
            turns.Call(call.NeedText("id", at), function.NeedText("name", at + ".function"), at);
        }
    }

    private static void Part(JsonElement part, string path, Turns turns)
    {
        switch (part.NeedText("type", path))
        {
            case "text":
                turns.Text(part.Need("text", path).AsText(path + ".text"));
                break;
            case "image_url":
                turns.Image(MediaTypes.OfAddress(part.Need("image_url", path).AsObject(path + ".image_url").NeedText("url", path + ".image_url")));
                break;
            case "video_url" or "file_url" or "input_audio" or "file":
                break;
            case var other:
                throw new ScriptException($"{path}.type: '{other}' is none of text, image_url, video_url, input_audio, file.");
        }
    }
}
