using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Qianfan;

/// <summary>Judges a chat request.</summary>
internal static class QianfanRequest
{
    /// <summary>Checks a request; it has no variants.</summary>
    /// <exception cref="ScriptException">Qianfan would refuse it.</exception>
    public static int Check(JsonElement root)
    {
        root.Number("temperature", "", 0, 2);
        root.Number("top_p", "", 0, 1);
        root.Number("max_tokens", "", 1, int.MaxValue, whole: true);
        root.Number("max_completion_tokens", "", 1, int.MaxValue, whole: true);
        root.Number("frequency_penalty", "", -2, 2);
        root.Number("presence_penalty", "", -2, 2);
        if (root.Has("stream_options", out var options))
        {
            options.AsObject("stream_options").Only("stream_options", "include_usage", "chunk_include_usage");
            if (!root.Flag("stream", ""))
            {
                throw new ScriptException("stream_options: needs stream=true.");
            }
        }

        var turns = new Turns();
        if (root.Has("tools", out var tools))
        {
            ChatShape.Tools(tools, "tools", turns);
        }

        ChatShape.Messages(root.Need("messages", ""), "messages", turns);
        return 0;
    }
}
