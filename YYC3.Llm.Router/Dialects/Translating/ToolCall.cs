namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>A whole tool call.</summary>
/// <param name="Id">The provider's id; null where it gives none and one is minted.</param>
/// <param name="Name">The function.</param>
/// <param name="Arguments">Its arguments, a JSON object.</param>
/// <param name="Extra">The call's <c>extra_content</c>, a JSON object; null when there is none.</param>
internal sealed record ToolCall(string? Id, string Name, string Arguments, byte[]? Extra = null);
