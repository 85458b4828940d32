namespace YYC3.Llm.RagService.Evaluations;

/// <summary>A mean over queries.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
internal sealed record Estimated(double Value, double Low, double High);
