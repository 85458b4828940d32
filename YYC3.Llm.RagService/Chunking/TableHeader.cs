namespace YYC3.Llm.RagService.Chunking;

/// <summary>The column names that chunks in the middle of a table repeat.</summary>
/// <param name="Text">The header row.</param>
/// <param name="Tokens">Its tokens.</param>
internal sealed record TableHeader(string Text, int Tokens);
