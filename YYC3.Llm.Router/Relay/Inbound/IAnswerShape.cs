using System.Buffers;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay.Inbound;

/// <summary>Turns one chat-completions answer into another API's, as it passes. Holds what later events need of earlier ones.</summary>
internal interface IAnswerShape
{
    /// <summary>Writes a whole answer.</summary>
    /// <param name="completion">OpenAI's completion.</param>
    /// <param name="output">Takes the other API's.</param>
    void Whole(ReadOnlySpan<byte> completion, IBufferWriter<byte> output);

    /// <summary>Writes the events for some of OpenAI's.</summary>
    /// <param name="events">Whole events and comments, blank lines included.</param>
    /// <param name="output">Takes the other API's.</param>
    void Events(ReadOnlySpan<byte> events, IBufferWriter<byte> output);

    /// <summary>Writes what ends a stream in good order, in place of <c>[DONE]</c>.</summary>
    void End(IBufferWriter<byte> output);

    /// <summary>Writes the last event of a stream that failed.</summary>
    void Fail(ApiException error, IBufferWriter<byte> output);
}
