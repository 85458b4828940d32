using YYC3.Llm.ChatApi.Tools;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>What came of a model's turn.</summary>
/// <param name="FinishReason">Chat Completions' reason: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>.</param>
/// <param name="Calls">The calls that it asks for.</param>
internal sealed record TurnResult(string FinishReason, IReadOnlyList<ToolCall> Calls);
