using System.Buffers;
using System.Net.Http.Headers;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay.Inbound;

/// <summary>
/// Another API than OpenAI's chat completions in which callers ask. Its requests become chat completions on the way in and its answers
/// come of chat completions on the way out, so that every model serves it; a deployment that speaks it itself is passed the caller's own bytes.
/// </summary>
internal interface IInboundFormat
{
    /// <summary>The operation under which a dialect serves it itself.</summary>
    Operation Native { get; }

    /// <summary>Writes the chat-completions body of a request.</summary>
    /// <param name="body">The caller's.</param>
    /// <param name="chat">Takes the chat-completions body.</param>
    /// <returns>Null, or what is wrong with the request, naming its own field.</returns>
    ApiException? ReadRequest(ReadOnlyMemory<byte> body, IBufferWriter<byte> chat);

    /// <summary>Puts those of the caller's headers on a request that a provider of this API understands.</summary>
    /// <param name="caller">The caller's.</param>
    /// <param name="provider">The request's; what the catalog sets is there already.</param>
    void PassHeaders(IHeaderDictionary caller, HttpRequestHeaders provider);

    /// <summary>Whether a header of such a provider's answer goes on under its own name, besides OpenAI's.</summary>
    bool PassesAnswerHeader(string name);

    /// <summary>Begins the answer to one call.</summary>
    IAnswerShape Begin(Call call);

    /// <summary>Writes an error as this API has it.</summary>
    void WriteError(ApiException error, string requestId, IBufferWriter<byte> output);
}
