namespace YYC3.Llm.ChatApi.Runs;

/// <summary>One event of a run, as every subscriber gets it, now or later.</summary>
/// <param name="Sequence">Its number, from 0 on without gaps: <c>sequence_number</c> on the wire.</param>
/// <param name="Type">Its <c>type</c>, such as <c>response.output_text.delta</c>.</param>
/// <param name="Data">The whole JSON object, in one line.</param>
internal sealed record RunEvent(long Sequence, string Type, string Data)
{
    /// <summary>Whether it is the run's last one: <c>response.completed</c>, <c>.failed</c> or <c>.incomplete</c> (a cancelled one is incomplete, and its response says that it was cancelled).</summary>
    public bool IsLast => Type is "response.completed" or "response.failed" or "response.incomplete";
}
