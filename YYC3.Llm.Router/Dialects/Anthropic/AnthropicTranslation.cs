using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Chat completions over Anthropic's Messages.</summary>
internal sealed class AnthropicTranslation : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings)
    {
        try
        {
            using var document = JsonText.Parse(request.Body.Span);
            return new MessagesRequest(request, document.RootElement, warnings).Write(output);
        }
        catch (InvalidOperationException)
        {
            return Failure.OfCaller("messages", "The request holds an escape sequence that is not a character. Send text that is valid Unicode.", "invalid_value");
        }
    }

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (status is < 200 or > 299)
        {
            return AnthropicErrors.Read(status, body);
        }

        try
        {
            using var document = JsonText.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || JsonText.Is(root, "type", "error") || (root.Has("error") && !root.Has("content")))
            {
                return AnthropicErrors.Read(status, body);
            }

            return root.Get("content").ValueKind == JsonValueKind.Array ? AnthropicAnswer.Write(request, root, facts, output) : AnthropicErrors.Malformed(status);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return AnthropicErrors.Malformed(status);
        }
    }

    public IStreamTranslation BeginStream(CallerRequest request) => new AnthropicStream(request);
}
