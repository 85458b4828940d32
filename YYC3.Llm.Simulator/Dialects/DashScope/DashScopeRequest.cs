using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.DashScope;

/// <summary>Reads and judges a request to generate.</summary>
internal static class DashScopeRequest
{
    /// <summary>The variant bit of a stream whose events hold only what is new.</summary>
    public const int Incremental = 1;

    private const string Path = "parameters";

    /// <summary>Reads a request.</summary>
    /// <exception cref="ScriptException">The request is one that DashScope would refuse.</exception>
    public static Prompt Read(JsonElement root, int bytes, bool multimodal, out int variant)
    {
        root.AsObject("body").Only("", "model", "input", Path);
        root.NeedText("model", "");
        var turns = new Turns();
        variant = Parameters(root, turns, multimodal);
        var input = root.Need("input", "").AsObject("input");
        input.Only("input", "messages");
        ChatShape.Messages(input.Need("messages", "input"), "input.messages", turns, multimodal ? Part : TextPart);
        return turns.Build(bytes);
    }

    private static int Parameters(JsonElement root, Turns turns, bool multimodal)
    {
        if (!root.Has(Path, out var parameters))
        {
            return multimodal ? 0 : throw new ScriptException("parameters.result_format: must be 'message' for input.messages.");
        }

        parameters.AsObject(Path).Only(Path, "result_format", "incremental_output", "enable_search", "search_options", "enable_thinking", "thinking_budget", "preserve_thinking", "seed", "max_tokens", "temperature", "top_p", "top_k", "repetition_penalty", "presence_penalty", "stop", "tools", "tool_choice", "parallel_tool_calls", "response_format", "n", "logprobs", "top_logprobs", "enable_code_interpreter", "vl_high_resolution_images", "max_pixels", "asr_options");
        if (!multimodal || parameters.Has("result_format", out _))
        {
            parameters.NeedWord("result_format", Path, "message");
        }

        parameters.Number("max_tokens", Path, 1, int.MaxValue, whole: true);
        parameters.Number("temperature", Path, 0, Math.BitDecrement(2d));
        parameters.Number("top_p", Path, double.Epsilon, Math.BitDecrement(1d));
        parameters.Number("top_k", Path, 0, int.MaxValue, whole: true);
        parameters.Number("seed", Path, 0, int.MaxValue, whole: true);
        parameters.Number("presence_penalty", Path, -2, 2);
        parameters.Number("thinking_budget", Path, 1, int.MaxValue, whole: true);
        parameters.Flag("enable_search", Path);
        var thinks = parameters.Flag("enable_thinking", Path);
        var incremental = parameters.Flag("incremental_output", Path);
        if (parameters.Has("tools", out var tools))
        {
            ChatShape.Tools(tools, Path + ".tools", turns);
        }

        if (parameters.Has("tool_choice", out var choice) && choice.ValueKind == JsonValueKind.String && choice.GetString() is not ("auto" or "none"))
        {
            throw new ScriptException("parameters.tool_choice: must be auto, none or a function object.");
        }

        return thinks && !incremental && parameters.Has("incremental_output", out _)
            ? throw new ScriptException("parameters.incremental_output: must be true when enable_thinking is true.")
            : incremental ? Incremental : 0;
    }

    private static void TextPart(JsonElement part, string path, Turns turns) =>
        turns.Text(part.Has("text", out var text) ? text.AsText(path + ".text") : throw new ScriptException($"{path}: text generation takes text alone."));

    // Native parts are named by their one field: {"image": …}, {"text": …}.
    private static void Part(JsonElement part, string path, Turns turns)
    {
        part.Only(path, "text", "image", "audio", "video", "fps", "min_pixels", "max_pixels");
        if (part.Has("image", out var image))
        {
            turns.Image(MediaTypes.OfAddress(image.AsText(path + ".image")));
        }
        else if (!part.Has("audio", out _) && !part.Has("video", out _))
        {
            turns.Text(part.Need("text", path).AsText(path + ".text"));
        }
    }
}
