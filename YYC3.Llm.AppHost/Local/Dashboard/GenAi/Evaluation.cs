namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>A <c>gen_ai.evaluation.result</c> event.</summary>
/// <param name="Name"><c>gen_ai.evaluation.name</c>.</param>
/// <param name="Label"><c>gen_ai.evaluation.score.label</c>.</param>
/// <param name="Score"><c>gen_ai.evaluation.score.value</c>.</param>
/// <param name="Explanation"><c>gen_ai.evaluation.explanation</c>.</param>
internal sealed record Evaluation(string Name, string? Label, string? Score, string? Explanation);
