using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>A call that a model asks for.</summary>
/// <param name="Id">The model's id of the call.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Arguments">The arguments as the model wrote them: JSON, or what it took for it.</param>
/// <param name="Extra">What the provider wants back with the call, untouched; null for nothing.</param>
internal sealed record ToolCall(string Id, string Function, string Arguments, JsonNode? Extra);
