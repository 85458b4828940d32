namespace YYC3.Llm.Router.Relay;

/// <summary>Several that see one answer.</summary>
internal sealed class AnswerRecorders(IAnswerRecorder first, IAnswerRecorder second) : IAnswerRecorder
{
    public void Whole(ReadOnlySpan<byte> completion)
    {
        first.Whole(completion);
        second.Whole(completion);
    }

    public void Events(ReadOnlySpan<byte> events)
    {
        first.Events(events);
        second.Events(events);
    }
}
