using YYC3.Llm.Router.Dialects.Shaped;

namespace YYC3.Llm.Router.Dialects.Zhipu;

/// <summary>Asks for a tool call's arguments in pieces, as OpenAI streams them; otherwise they come whole, late.</summary>
internal sealed class ToolStream : IRequestRule
{
    public bool Concerns(ReadOnlySpan<byte> body) => body.IndexOf("\"tools\""u8) >= 0 && body.IndexOf("\"stream\""u8) >= 0;

    public void Apply(JsonFields request, RequestWarnings warnings)
    {
        if (request.TryGet("stream", out var stream) && stream.Span.SequenceEqual("true"u8)
            && request.TryGet("tools", out var tools) && JsonItems.Read(tools).Count > 0
            && !request.Has("tool_stream"))
        {
            request.Set("tool_stream", "true"u8.ToArray());
        }
    }
}
