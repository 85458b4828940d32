namespace YYC3.Llm.Simulator.Answers;

/// <summary>A piece of a tool call: the first one of an index has its id and name, each may carry a fragment of the arguments.</summary>
internal sealed record ToolCallDelta(int Index, string? Id, string? Name, string Arguments) : AnswerDelta
{
    /// <summary>The index that the wire shows: the real one, unless a fault says otherwise; null for none.</summary>
    public int? Shown { get; init; } = Index;
}
