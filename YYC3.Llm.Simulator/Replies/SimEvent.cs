using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Replies;

/// <summary>One event of a stream, before framing.</summary>
/// <param name="Name">Its <c>event:</c> line, or null for none.</param>
/// <param name="Data">Its data: one line of UTF-8.</param>
internal readonly record struct SimEvent(string? Name, byte[] Data)
{
    /// <summary>The HTTP status it stands for, which DashScope writes into a comment.</summary>
    public int Status { get; init; } = 200;

    /// <summary>What it reports of usage, or null.</summary>
    public TokenCounts? Usage { get; init; }
}
