namespace YYC3.Llm.Router.Relay;

/// <summary>Sees an answer in OpenAI's bytes as it goes out: for the response cache, or to carry on a broken stream.</summary>
internal interface IAnswerRecorder
{
    /// <summary>A whole answer.</summary>
    void Whole(ReadOnlySpan<byte> completion);

    /// <summary>Events of a stream, whole ones, as they are sent; neither comments of ours nor the end marker.</summary>
    void Events(ReadOnlySpan<byte> events);
}
