namespace YYC3.Llm.ChatApi.Tools;

/// <summary>A call that a model asks for.</summary>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Function">The function's name, as the session declared it.</param>
/// <param name="Arguments">The arguments as the model wrote them: JSON, or what it took for it.</param>
internal sealed record ToolCall(string CallId, string Function, string Arguments);
