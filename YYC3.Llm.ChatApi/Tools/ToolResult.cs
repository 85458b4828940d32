using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>What a model gets to see of a call.</summary>
/// <param name="Call">The call.</param>
/// <param name="Text">The result.</param>
internal sealed record ToolResult(ToolCall Call, string Text)
{
    /// <summary>Passages that the text shows as numbered sources, for citations in what the model writes next; in the order of their numbers.</summary>
    public IReadOnlyList<Passage> Sources { get; init; } = [];
}
