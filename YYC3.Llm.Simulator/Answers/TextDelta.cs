namespace YYC3.Llm.Simulator.Answers;

/// <summary>A piece of the visible text.</summary>
internal sealed record TextDelta(string Text) : AnswerDelta;
