using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Ollama;

/// <summary>Reads and judges a chat request.</summary>
internal static class OllamaRequest
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="ScriptException">The request is one that Ollama would refuse or misread.</exception>
    public static Prompt Read(JsonElement root, int bytes)
    {
        root.AsObject("body");
        root.Only("", "model", "messages", "tools", "think", "format", "options", "stream", "keep_alive", "logprobs", "top_logprobs", "truncate", "shift");
        root.NeedText("model", "");
        if (root.Has("options", out var options))
        {
            options.AsObject("options").Only("options", "temperature", "top_k", "top_p", "min_p", "typical_p", "seed", "num_predict", "num_ctx", "num_keep", "num_batch", "num_gpu", "num_thread", "main_gpu", "use_mmap", "stop", "repeat_last_n", "repeat_penalty", "presence_penalty", "frequency_penalty", "penalize_newline", "numa");
            options.Number("temperature", "options", 0, double.MaxValue);
            options.Number("num_predict", "options", -2, int.MaxValue, whole: true);
            options.Number("num_ctx", "options", 1, int.MaxValue, whole: true);
            options.Number("seed", "options", int.MinValue, int.MaxValue, whole: true);
        }

        if (root.Has("format", out var format) && format.ValueKind != JsonValueKind.Object && !format.ValueEquals("json"))
        {
            throw new ScriptException("format: must be \"json\" or a JSON schema.");
        }

        var turns = new Turns();
        if (root.Has("tools", out var tools))
        {
            foreach (var (index, tool) in tools.AsArray("tools").Index())
            {
                var path = $"tools[{index}]";
                tool.AsObject(path).NeedWord("type", path, "function");
                turns.Tool(tool.Need("function", path).AsObject(path + ".function").NeedText("name", path + ".function"), path);
            }
        }

        foreach (var (index, message) in root.Need("messages", "").AsArray("messages").Index())
        {
            Message(message.AsObject($"messages[{index}]"), $"messages[{index}]", turns);
        }

        return turns.Build(bytes);
    }

    private static void Message(JsonElement message, string path, Turns turns)
    {
        message.Only(path, "role", "content", "thinking", "images", "tool_calls", "tool_name", "tool_call_id");
        var role = message.NeedWord("role", path, "system", "user", "assistant", "tool");
        turns.Begin(role);
        if (message.Has("content", out var content))
        {
            turns.Text(content.AsText(path + ".content"));
        }
        else if (role != "assistant")
        {
            throw new ScriptException($"{path}.content: Field required.");
        }

        if (message.Has("images", out var images))
        {
            foreach (var (index, image) in images.AsArray(path + ".images").Index())
            {
                var data = image.AsText($"{path}.images[{index}]");
                Shape.Base64(data, $"{path}.images[{index}]");
                turns.Image(MediaTypes.OfBase64(data));
            }
        }

        if (message.Has("tool_calls", out var calls))
        {
            foreach (var (index, call) in calls.AsArray(path + ".tool_calls").Index())
            {
                var at = $"{path}.tool_calls[{index}].function";
                var function = call.AsObject($"{path}.tool_calls[{index}]").Need("function", $"{path}.tool_calls[{index}]").AsObject(at);
                function.NeedText("name", at);

                // Ollama's arguments are an object; the text that OpenAI has is refused by its decoder.
                function.Need("arguments", at).AsObject(at + ".arguments");
            }
        }
    }
}
