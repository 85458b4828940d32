namespace YYC3.Llm.ChatApi.Context;

/// <summary>A named part of the instructions that did not come from the caller: a profile, facts, passages of documents.</summary>
/// <param name="Name">Such as <c>profile</c>.</param>
/// <param name="Text">What the model is told.</param>
/// <param name="Sources">The ids of what it rests on, for the receipt.</param>
internal sealed record ContextSection(string Name, string Text, IReadOnlyList<string> Sources);
