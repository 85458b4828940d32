namespace YYC3.Llm.Simulator.Answers;

/// <summary>Tool calls put together from their fragments.</summary>
internal static class ToolCalls
{
    /// <summary>The calls of an answer, each in one piece, in order.</summary>
    public static IReadOnlyList<ToolCallDelta> Of(IEnumerable<AnswerDelta> deltas) =>
        [.. deltas.OfType<ToolCallDelta>().GroupBy(call => call.Index).OrderBy(call => call.Key).Select(call => call.First() with { Arguments = string.Concat(call.Select(part => part.Arguments)) })];

    /// <summary>The answer with its calls in one piece each, behind everything else.</summary>
    public static Answer Whole(Answer answer) =>
        answer with { Deltas = [.. answer.Deltas.Where(delta => delta is not ToolCallDelta), .. Of(answer.Deltas)] };
}
