namespace Aspire.Hosting.ApplicationModel;

/// <summary>The value of an environment variable, known at the latest when the service starts.</summary>
/// <param name="Value">Gives the value; null leaves the variable out.</param>
/// <param name="IsSecret">Whether the dashboard masks it.</param>
internal sealed record ServiceVariable(Func<string?> Value, bool IsSecret = false);
