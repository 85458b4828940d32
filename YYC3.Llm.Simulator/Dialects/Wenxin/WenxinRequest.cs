using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Wenxin;

/// <summary>Reads and judges a chat request: an odd number of messages, user and assistant in turn, the system prompt apart.</summary>
internal static class WenxinRequest
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="ScriptException">ERNIE would refuse it.</exception>
    public static Prompt Read(JsonElement root, int bytes)
    {
        root.AsObject("body").Only("", "messages", "system", "temperature", "top_p", "penalty_score", "stream", "max_output_tokens", "user_id", "disable_search", "enable_citation", "enable_trace", "stop", "response_format", "functions", "tool_choice", "user_setting", "system_memory_id", "enable_system_memory", "enable_user_memory", "user_memory_extract_level");
        root.Number("temperature", "", double.Epsilon, 1);
        root.Number("top_p", "", 0, 1);
        root.Number("penalty_score", "", 1, 2);
        root.Number("max_output_tokens", "", 2, 8192, whole: true);
        root.Flag("stream", "");
        if (root.Has("system", out var system))
        {
            system.AsText("system");
        }

        if (root.Has("response_format", out _))
        {
            root.NeedWord("response_format", "", "json_object", "text");
        }

        var turns = new Turns();
        if (root.Has("functions", out var functions))
        {
            foreach (var (index, function) in functions.AsArray("functions").Index())
            {
                var path = $"functions[{index}]";
                turns.Tool(function.AsObject(path).NeedText("name", path), path);
                function.NeedText("description", path);
                function.Need("parameters", path).AsObject(path + ".parameters");
            }
        }

        Messages(root.Need("messages", "").AsArray("messages"), turns);
        return turns.Build(bytes);
    }

    private static void Messages(JsonElement[] messages, Turns turns)
    {
        if (messages.Length % 2 == 0)
        {
            throw new ScriptException($"the length of messages must be an odd number, not {messages.Length}.");
        }

        var called = "";
        foreach (var (index, message) in messages.Index())
        {
            var path = $"messages[{index}]";
            message.AsObject(path).Only(path, "role", "content", "name", "function_call");
            var role = message.NeedText("role", path);
            if (index % 2 == 0 ? role is not ("user" or "function") : role != "assistant")
            {
                throw new ScriptException($"{path}.role: '{role}' must be {(index % 2 == 0 ? "user or function" : "assistant")}; there is no system role, and user and assistant take turns.");
            }

            turns.Begin(role == "function" ? "tool" : role);
            var text = message.Has("content", out var content) ? content.AsText(path + ".content") : "";
            if (text.Length == 0 && !message.Has("function_call", out _))
            {
                throw new ScriptException($"{path}.content: must not be empty.");
            }

            if (role == "function" && message.NeedText("name", path) != called)
            {
                throw new ScriptException($"{path}.name: answers no function_call of the message before it.");
            }

            if (called.Length > 0 && role != "function")
            {
                throw new ScriptException($"{path}: the function_call of '{called}' is not answered.");
            }

            turns.Text(text);
            called = role == "assistant" && message.Has("function_call", out var call) ? Call(call, path + ".function_call") : "";
        }
    }

    private static string Call(JsonElement call, string path)
    {
        Shape.ObjectText(call.AsObject(path).NeedText("arguments", path), path + ".arguments");
        return call.NeedText("name", path);
    }
}
