namespace YYC3.Llm.Router.Experiments.Decisions;

/// <summary>What the observations say is to be done.</summary>
/// <param name="Winner">The arm that is better than the control, or the control when every other arm is worse; null when a guard rail was hit.</param>
/// <param name="Harmful">The arm that hit a guard rail; null when none did.</param>
/// <param name="Reason">In words, with the figures.</param>
internal sealed record Decision(string? Winner, string? Harmful, string Reason);
