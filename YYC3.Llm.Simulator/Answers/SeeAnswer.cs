using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>How many images arrived and of which kinds.</summary>
internal sealed class SeeAnswer : IAnswer
{
    /// <inheritdoc/>
    public string Name => "see";

    /// <inheritdoc/>
    public string Summary => "the images that arrived: '2 images: image/png, url'";

    /// <inheritdoc/>
    public bool ReadsPrompt => true;

    /// <inheritdoc/>
    public Answer Compose(Script script, Prompt? prompt)
    {
        var images = prompt!.Images;
        var pieces = Words.Pieces(script, images.Count == 0 ? "0 images" : $"{images.Count} images: {string.Join(", ", images)}");
        return new Answer([.. pieces.Select(piece => new TextDelta(piece))], "stop", Counted.Of(script, Counted.PromptTokens(prompt.Bytes), pieces.Count, 0));
    }
}
