namespace YYC3.Llm.Simulator.Replies;

/// <summary>Where in a reply something would be reported.</summary>
/// <param name="Index">The event's place.</param>
/// <param name="Count">How many events carry the answer, the one with the finish reason included.</param>
internal readonly record struct EventPlace(int Index, int Count)
{
    /// <summary>The whole of a plain reply.</summary>
    public static readonly EventPlace Plain = new(-1, 0);

    /// <summary>Whether this is a plain reply.</summary>
    public bool IsPlain => Index < 0;

    /// <summary>Whether this is the event with the finish reason.</summary>
    public bool IsFinish => Index == Count - 1 && Count > 0;

    /// <summary>Whether this is the place behind the answer, where OpenAI puts usage that was asked for.</summary>
    public bool IsTrailer => Index >= Count && Count > 0;
}
