using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>Reasoning first, as <c>reasoning_content</c>, then a text.</summary>
internal sealed class ReasoningAnswer : IAnswer
{
    /// <inheritdoc/>
    public string Name => "reasoning";

    /// <inheritdoc/>
    public string Summary => "reasoning, then a text";

    /// <inheritdoc/>
    public bool ReadsPrompt => false;

    /// <inheritdoc/>
    public Answer Compose(Script script, Prompt? prompt)
    {
        var thoughts = Words.Split("The user says hello. 用户在打招呼，先想一想再回答。", script.Number("reasoning", 4, 1));
        var pieces = Words.Pieces(script, null);
        AnswerDelta[] deltas = [.. thoughts.Select(thought => new ReasoningDelta(thought)), .. pieces.Select(piece => new TextDelta(piece))];
        return new Answer(deltas, "stop", Counted.Of(script, 12, thoughts.Count + pieces.Count, thoughts.Count));
    }
}
