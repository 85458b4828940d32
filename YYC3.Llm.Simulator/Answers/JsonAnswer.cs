using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>A JSON object, for callers who ask for one.</summary>
internal sealed class JsonAnswer : IAnswer
{
    private const string Default = """{"city":"北京","temperature":21,"sunny":true,"days":["Mon","Tue"]}""";

    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public string Summary => "a JSON object, or the one given in 'text'";

    /// <inheritdoc/>
    public bool ReadsPrompt => false;

    /// <inheritdoc/>
    public Answer Compose(Script script, Prompt? prompt)
    {
        var pieces = Words.Pieces(script, Default);
        return new Answer([.. pieces.Select(piece => new TextDelta(piece))], "stop", Counted.Of(script, 12, pieces.Count, 0));
    }
}
