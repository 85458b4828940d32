namespace YYC3.Llm.Simulator.Answers;

/// <summary>An answer before any dialect writes it.</summary>
/// <param name="Deltas">Its pieces, in order; a plain reply joins them.</param>
/// <param name="FinishReason">Why it ended, in OpenAI's words.</param>
/// <param name="Usage">What it counts.</param>
internal sealed record Answer(IReadOnlyList<AnswerDelta> Deltas, string FinishReason, TokenCounts Usage);
