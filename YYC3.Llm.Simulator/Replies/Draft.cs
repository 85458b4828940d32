using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Faults;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Replies;

/// <summary>A reply in the making: faults shape it, the dialect writes into it, faults bend it, and <see cref="Finish"/> freezes it.</summary>
internal sealed class Draft
{
    /// <summary>What was asked for.</summary>
    public required Script Script { get; init; }

    /// <summary>How the dialect writes errors.</summary>
    public required IErrorWriter Errors { get; init; }

    /// <summary>Whether the reply is a stream of events; an error that takes its place makes it plain.</summary>
    public required bool IsStream { get; set; }

    /// <summary>Which counts stand where: null for none. The dialect sets its own way before faults override it.</summary>
    public required Func<EventPlace, TokenCounts, TokenCounts?> UsageAt { get; set; }

    /// <summary>The finish reason of events before the last: JSON null unless a fault says otherwise.</summary>
    public string? PendingFinish { get; set; }

    /// <summary>The finish reason in place of the answer's own, or null.</summary>
    public string? FinalFinish { get; set; }

    /// <summary>Whether no event carries a finish reason.</summary>
    public bool OmitsFinish { get; set; }

    /// <summary>What a fault makes of the answer before the dialect writes it, or null.</summary>
    public Func<Answer, Answer>? BendAnswer { get; set; }

    /// <summary>The dialect's event without any choice in it, or null where it has none.</summary>
    public SimEvent? EmptyEvent { get; set; }

    /// <summary>HTTP status.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>Headers besides the content's own.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>The events of a stream.</summary>
    public List<SimEvent> Events { get; set; } = [];

    /// <summary>The body of a plain reply.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>What the reply reports at most, for the simulator's own books.</summary>
    public TokenCounts Usage { get; set; } = TokenCounts.Zero;

    /// <summary>Whether the answer is there to its end.</summary>
    public bool Whole { get; set; } = true;

    /// <summary>What the body of a plain reply reports, or null for nothing; events carry their own.</summary>
    public TokenCounts? Reported { get; set; }

    /// <summary>How events become bytes.</summary>
    public EventFormat Format { get; set; } = EventFormat.Usual;

    /// <summary>The event before which the stream stalls, and for how long.</summary>
    public int StallAt { get; set; } = -1;

    /// <summary>The length of the stall.</summary>
    public TimeSpan Stall { get; set; }

    /// <summary>The size of the next write in bytes, from the call's own randomness, or null to write each event whole.</summary>
    public Func<Random, int>? NextWrite { get; set; }

    /// <summary>How the connection dies behind the last event, or null for a proper end.</summary>
    public Action<HttpContext>? HangUp { get; set; }

    /// <summary>Puts an error in the reply's place.</summary>
    public void Fail(SimulatedError error)
    {
        IsStream = false;
        Status = error.Status;
        Body = Errors.Body(error);
        Usage = TokenCounts.Zero;
        Reported = null;
        Whole = false;
    }

    /// <summary>Puts an error in the reply's place, with the status that the dialect has for it.</summary>
    public void Refuse(SimulatedError error)
    {
        Fail(error);
        Status = Errors.StatusOf(error);
    }

    /// <summary>Drops the events behind the fault's place; of a plain body, which counts as one event, half.</summary>
    public void Truncate(FaultArgument argument)
    {
        Whole = false;
        if (IsStream)
        {
            var place = argument.Place(Events.Count);
            Events.RemoveRange(place, Events.Count - place);
        }
        else
        {
            Body = argument.At == 0 ? [] : Body[..(Body.Length / 2)];
            Reported = null;
        }
    }

    /// <summary>Freezes the draft into bytes.</summary>
    public Reply Finish() => new()
    {
        Status = Status,
        IsStream = IsStream,
        Headers = [.. Headers],
        ContentType = IsStream ? Format.ContentType : "application/json",
        Frames = IsStream ? Format.Frames(Events) : [Body],
        Reports = IsStream ? [.. Events.Select(simEvent => simEvent.Usage)] : [Reported],
        Usage = Usage,
        Whole = Whole,
        First = Script.Duration("first"),
        Think = Script.Duration("think"),
        Gap = Script.Duration("gap"),
        StallAt = StallAt,
        Stall = Stall,
        NextWrite = NextWrite,
        HangUp = HangUp,
    };
}
