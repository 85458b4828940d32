using System.Buffers;

namespace YYC3.Llm.Router.Dialects;

/// <summary>
/// Translates one operation between OpenAI's wire and a provider's, both ways. Pure: bytes in, bytes out; no I/O, no logging, no state
/// but a stream's own. Nothing a provider sent is lost: what OpenAI has no field for goes along in fields beside it, and back again.
/// </summary>
internal interface ITranslation
{
    /// <summary>Writes the provider's request.</summary>
    /// <param name="request">The caller's.</param>
    /// <param name="output">Takes the provider's body.</param>
    /// <param name="warnings">Takes what had to be changed or left out.</param>
    /// <returns>Null, or why this provider cannot be asked this: <see cref="FailureClass.Caller"/> with the field named, or <see cref="FailureClass.Model"/>.</returns>
    Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings);

    /// <summary>Reads a whole answer and writes OpenAI's in its place. The status is not believed when it says 200.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The provider's bytes; anything may be in them, and nothing of it makes this throw.</param>
    /// <param name="facts">What is learned on the way.</param>
    /// <param name="output">Takes OpenAI's body; what is in it counts only when null is returned.</param>
    Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output);

    /// <summary>Begins to read a stream.</summary>
    /// <exception cref="NotSupportedException">The operation has no streams; it is never asked for one.</exception>
    IStreamTranslation BeginStream(CallerRequest request) => throw new NotSupportedException($"{request.Operation.Name} is not streamed.");
}
