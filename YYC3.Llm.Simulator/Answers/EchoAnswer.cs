using System.Text;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>The last user message, word for word: shows what really reached the provider.</summary>
internal sealed class EchoAnswer : IAnswer
{
    /// <inheritdoc/>
    public string Name => "echo";

    /// <inheritdoc/>
    public string Summary => "the last user message";

    /// <inheritdoc/>
    public bool ReadsPrompt => true;

    /// <inheritdoc/>
    public Answer Compose(Script script, Prompt? prompt)
    {
        var text = prompt!.LastUserText;
        var pieces = Words.Pieces(script, text);
        return new Answer([.. pieces.Select(piece => new TextDelta(piece))], "stop", Counted.Of(script, Counted.PromptTokens(Encoding.UTF8.GetByteCount(text)), pieces.Count, 0));
    }
}
