namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>A piece of a message.</summary>
/// <param name="Type">
/// <c>text</c>, <c>reasoning</c>, <c>tool_call</c>, <c>tool_call_response</c>, <c>media</c>, <c>error</c> for what could not be
/// read, or the type that the sender gave.
/// </param>
/// <param name="Text">The text, the call's arguments, the tool's answer, or the part's JSON.</param>
/// <param name="Name">The tool's name, or the media's kind.</param>
/// <param name="Id">The tool call's id.</param>
internal sealed record MessagePart(string Type, string Text, string? Name = null, string? Id = null);
