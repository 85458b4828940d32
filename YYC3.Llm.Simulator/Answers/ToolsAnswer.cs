using System.Globalization;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>Calls of the offered tools, whole or in fragments; after a tool's result it answers with that result, so a tool loop ends.</summary>
internal sealed class ToolsAnswer : IAnswer
{
    private const string DefaultArguments = """{"city":"北京","unit":"celsius"}""";

    /// <inheritdoc/>
    public string Name => "tools";

    /// <inheritdoc/>
    public string Summary => "calls of the offered tools (get_weather when none is), then, after their results, a text";

    /// <inheritdoc/>
    public bool ReadsPrompt => true;

    /// <inheritdoc/>
    public Answer Compose(Script script, Prompt? prompt)
    {
        if (prompt!.LastRole == "tool")
        {
            var pieces = Words.Pieces(script, prompt.LastText);
            return new Answer([.. pieces.Select(piece => new TextDelta(piece))], "stop", Counted.Of(script, Counted.PromptTokens(prompt.Bytes), pieces.Count, 0));
        }

        var deltas = new List<AnswerDelta>();
        var thoughts = script.Number("reasoning", 0);
        if (thoughts > 0)
        {
            deltas.AddRange(Words.Split("The user wants to know the weather. 先查天气。", thoughts).Select(thought => new ReasoningDelta(thought)));
        }

        thoughts = deltas.Count;
        var arguments = script.Text("arguments") ?? DefaultArguments;
        var style = script.Text("args") ?? "fragments";
        for (var call = 0; call < script.Number("calls", 1, 1); call++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"call_{call + 1}");
            var name = prompt.Tools.Count == 0 ? "get_weather" : prompt.Tools[call % prompt.Tools.Count];
            deltas.AddRange(style switch
            {
                "none" => [new ToolCallDelta(call, id, name, "")],
                "whole" => [new ToolCallDelta(call, id, name, arguments)],
                "fragments" => [new ToolCallDelta(call, id, name, ""), .. Words.Split(arguments, script.Number("chunks", 0)).Select(part => new ToolCallDelta(call, null, null, part))],
                _ => throw new ScriptException($"'args={style}' is none of 'fragments', 'whole', 'none'."),
            });
        }

        return new Answer(deltas, "tool_calls", Counted.Of(script, Counted.PromptTokens(prompt.Bytes), deltas.Count, thoughts));
    }
}
