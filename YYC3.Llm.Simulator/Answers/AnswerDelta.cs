namespace YYC3.Llm.Simulator.Answers;

/// <summary>One piece of an answer, before any dialect writes it.</summary>
internal abstract record AnswerDelta;
