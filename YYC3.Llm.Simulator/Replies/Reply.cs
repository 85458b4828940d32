using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Replies;

/// <summary>A reply as finished bytes with its pace; one instance serves every call that asked for the same.</summary>
internal sealed class Reply
{
    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Whether the frames are events of a stream, or the one body of a plain reply.</summary>
    public required bool IsStream { get; init; }

    /// <summary>The content type.</summary>
    public required string ContentType { get; init; }

    /// <summary>What each frame reports of usage, or null: the last one that was sent is what a caller knows.</summary>
    public required TokenCounts?[] Reports { get; init; }

    /// <summary>Headers besides the content's own.</summary>
    public required KeyValuePair<string, string>[] Headers { get; init; }

    /// <summary>What is sent, one flush each.</summary>
    public required byte[][] Frames { get; init; }

    /// <summary>The tokens a call costs.</summary>
    public required TokenCounts Usage { get; init; }

    /// <summary>Whether the answer is there to its end: no error, nothing cut off.</summary>
    public required bool Whole { get; init; }

    /// <summary>Time before the first byte.</summary>
    public required TimeSpan First { get; init; }

    /// <summary>Time between the response head and the first frame.</summary>
    public required TimeSpan Think { get; init; }

    /// <summary>Time between two frames.</summary>
    public required TimeSpan Gap { get; init; }

    /// <summary>The frame before which the stream stalls; -1 for none.</summary>
    public required int StallAt { get; init; }

    /// <summary>The length of the stall.</summary>
    public required TimeSpan Stall { get; init; }

    /// <summary>The size of the next write in bytes, from the call's own randomness, or null to write each frame whole.</summary>
    public required Func<Random, int>? NextWrite { get; init; }

    /// <summary>How the connection dies behind the last frame, or null for a proper end.</summary>
    public required Action<HttpContext>? HangUp { get; init; }
}
