using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Relay.Inbound;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Messages;

/// <summary>Anthropic's Messages as an API to ask in: every model answers Anthropic's SDKs and the agents that are built on them.</summary>
/// <param name="native">Under which operation a deployment serves it itself: messages, or the counting of their tokens.</param>
internal sealed class MessagesFormat(Operation native) : IInboundFormat
{
    public Operation Native => native;

    public ApiException? ReadRequest(ReadOnlyMemory<byte> body, IBufferWriter<byte> chat)
    {
        try
        {
            using var document = JsonText.Parse(body.Span);
            return new ChatRequest(document.RootElement).Write(chat);
        }
        catch (InvalidOperationException)
        {
            return ApiException.BadRequest(null, "The request body holds an escape sequence that is not a character.");
        }
        catch (JsonException e)
        {
            return ApiException.BadRequest(null, $"We could not parse the JSON body of your request: {e.Message}");
        }
    }

    public void PassHeaders(IHeaderDictionary caller, HttpRequestHeaders provider)
    {
        // What the catalog says of the version holds; what it says of beta features and what the caller wants of them hold together.
        if (caller[AnthropicHeaders.Version].ToString() is { Length: > 0 } version && !provider.Contains(AnthropicHeaders.Version))
        {
            provider.TryAddWithoutValidation(AnthropicHeaders.Version, version);
        }

        if (caller[AnthropicHeaders.Beta].ToString() is { Length: > 0 } beta)
        {
            provider.TryAddWithoutValidation(AnthropicHeaders.Beta, beta);
        }
    }

    public bool PassesAnswerHeader(string name) => name.StartsWith("anthropic-ratelimit-", StringComparison.OrdinalIgnoreCase);

    public IAnswerShape Begin(Call call) => new MessagesShape(call);

    public void WriteError(ApiException error, string requestId, IBufferWriter<byte> output) => AnthropicError.Write(output, error, requestId);
}
