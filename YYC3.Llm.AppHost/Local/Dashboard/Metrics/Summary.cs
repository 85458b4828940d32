namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>Where a series stands.</summary>
/// <param name="Count">How many values a histogram recorded since the service started; else 0.</param>
/// <param name="Value">A gauge's value, a counter's total, a histogram's sum.</param>
internal readonly record struct Summary(long Count, double Value);
