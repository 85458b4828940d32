namespace YYC3.Llm.RagService.VectorStores;

/// <summary>A piece of text.</summary>
/// <param name="Type">Always <c>text</c>.</param>
/// <param name="Text">What it says.</param>
internal sealed record ContentPart(string Type, string Text);
