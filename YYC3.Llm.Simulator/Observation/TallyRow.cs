using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Observation;

/// <summary>The counts of one key. Received = answered + failed + broken + refused + client gone, once no call runs.</summary>
internal sealed class TallyRow
{
    private long received, answered, failed, broken, refused, clientGone, unreported, prompt, completion, cached, written, reasoning;

    /// <summary>The counts by their names on the wire.</summary>
    public IEnumerable<(string Name, long Value)> Counts =>
    [
        ("received", Interlocked.Read(ref received)),
        ("answered", Interlocked.Read(ref answered)),
        ("failed", Interlocked.Read(ref failed)),
        ("broken", Interlocked.Read(ref broken)),
        ("refused", Interlocked.Read(ref refused)),
        ("client_gone", Interlocked.Read(ref clientGone)),
        ("answered_without_usage", Interlocked.Read(ref unreported)),
        ("prompt_tokens", Interlocked.Read(ref prompt)),
        ("completion_tokens", Interlocked.Read(ref completion)),
        ("cached_tokens", Interlocked.Read(ref cached)),
        ("cache_write_tokens", Interlocked.Read(ref written)),
        ("reasoning_tokens", Interlocked.Read(ref reasoning)),
    ];

    /// <summary>Notes a call.</summary>
    public void Receive() => Interlocked.Increment(ref received);

    /// <summary>Notes the end of a call: how, and the last usage that was really sent.</summary>
    public void End(string how, Reply reply, int framesSent)
    {
        var whole = how == Outcome.Completed && reply.Whole;
        Interlocked.Increment(ref Counter(how, reply, whole));
        for (var frame = Math.Min(framesSent, reply.Reports.Length) - 1; frame >= 0; frame--)
        {
            if (reply.Reports[frame] is { } usage)
            {
                Interlocked.Add(ref prompt, usage.Prompt);
                Interlocked.Add(ref completion, usage.Completion);
                Interlocked.Add(ref cached, usage.Cached);
                Interlocked.Add(ref written, usage.Write5m + usage.Write1h);
                Interlocked.Add(ref reasoning, usage.Reasoning);
                return;
            }
        }

        if (whole)
        {
            Interlocked.Increment(ref unreported);
        }
    }

    // Broken: begun as a success and not brought to its end. Failed: an HTTP error from the start.
    private ref long Counter(string how, Reply reply, bool whole)
    {
        if (whole)
        {
            return ref answered;
        }

        switch (how)
        {
            case Outcome.ClientGone:
                return ref clientGone;
            case Outcome.Refused:
                return ref refused;
            default:
                if (reply.Status >= StatusCodes.Status400BadRequest)
                {
                    return ref failed;
                }

                return ref broken;
        }
    }
}
