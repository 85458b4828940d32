namespace YYC3.Llm.Simulator.Observation;

/// <summary>One call as the simulator saw it. Written by the call's own flow, read by anyone.</summary>
internal sealed class Observed
{
    private volatile string outcome = Observation.Outcome.Running;
    private volatile int events;

    /// <summary>Its number, from 1.</summary>
    public required long Id { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Method and path.</summary>
    public required string Target { get; init; }

    /// <summary>All its headers, names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body, its first 64 KiB.</summary>
    public required string Body { get; init; }

    /// <summary>The model it named, as far as it was understood.</summary>
    public string? Model { get; set; }

    /// <summary>Where it is counted, once it is known who called for what.</summary>
    public TallyRow? Row { get; set; }

    /// <summary>Whether it asked for a stream.</summary>
    public bool Stream { get; set; }

    /// <summary>HTTP status of the reply.</summary>
    public int Status { get; set; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How it ended: a word of <see cref="Observation.Outcome"/>.</summary>
    public string Outcome => outcome;

    /// <summary>Events sent so far; a plain body counts as one.</summary>
    public int Events => events;

    /// <summary>Notes progress.</summary>
    public void Sent(int count) => events = count;

    /// <summary>Notes the end.</summary>
    public void End(string how, DateTimeOffset when)
    {
        EndedAt = when;
        outcome = how;
    }
}
