namespace YYC3.Llm.Simulator.Answers;

/// <summary>A piece of the reasoning that some models show.</summary>
internal sealed record ReasoningDelta(string Text) : AnswerDelta;
