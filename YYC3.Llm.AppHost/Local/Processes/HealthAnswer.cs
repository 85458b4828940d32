namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>What a service said about itself.</summary>
/// <param name="IsHealthy">Whether it can take calls.</param>
/// <param name="Text">Its answer, or why there was none.</param>
internal readonly record struct HealthAnswer(bool IsHealthy, string Text);
