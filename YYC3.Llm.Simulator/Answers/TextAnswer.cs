using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>A text of a chosen length, the same each time: what load tests ask for.</summary>
internal sealed class TextAnswer : IAnswer
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Summary => "a text of so many chunks, or the one given in 'text'";

    /// <inheritdoc/>
    public bool ReadsPrompt => false;

    /// <inheritdoc/>
    public Answer Compose(Script script, Prompt? prompt)
    {
        var pieces = Words.Pieces(script, null);
        return new Answer([.. pieces.Select(piece => new TextDelta(piece))], "stop", Counted.Of(script, 12, pieces.Count, 0));
    }
}
