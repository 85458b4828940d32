namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>A tool that a model could call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says it does; may be empty.</param>
/// <param name="Parameters">The JSON schema of its arguments; may be empty.</param>
internal sealed record ToolDefinition(string Name, string Description, string Parameters);
