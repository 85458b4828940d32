namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>A message that went to or came from a model.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="IsOutput">Whether this call made it.</param>
/// <param name="Parts">What it consists of.</param>
/// <param name="FinishReason">Why the model stopped, for an output that says so.</param>
internal sealed record ChatMessage(string Role, bool IsOutput, IReadOnlyList<MessagePart> Parts, string? FinishReason = null);
