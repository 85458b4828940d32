namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>A sentence worth telling.</summary>
/// <param name="Text">The sentence, on one line.</param>
/// <param name="Source">The number of the source it is from.</param>
internal sealed record Quote(string Text, int Source);
