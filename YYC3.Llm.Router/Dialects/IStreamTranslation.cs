using System.Buffers;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects;

/// <summary>Translates the events of one stream, in order. Holds what later events need of earlier ones.</summary>
internal interface IStreamTranslation
{
    /// <summary>Reads one event and writes OpenAI's chunks for it, each as a whole <c>data: {…}</c> event with its blank line.</summary>
    /// <param name="block">The provider's event; valid during the call only.</param>
    /// <param name="facts">What is learned on the way.</param>
    /// <param name="output">Takes none, one or several events; never <c>[DONE]</c>, which the relay writes. Ignored when the sign is <see cref="StreamSigns.Error"/>.</param>
    /// <param name="failure">What went wrong, when the event says so.</param>
    StreamSigns Read(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output, out Failure? failure);

    /// <summary>The provider closed the stream in good order without an end marker: writes what is still to be written.</summary>
    /// <param name="facts">What is learned on the way.</param>
    /// <param name="output">Takes the last events.</param>
    /// <returns>Whether the answer is whole. If not, the stream counts as broken off.</returns>
    bool End(AnswerFacts facts, IBufferWriter<byte> output);
}
