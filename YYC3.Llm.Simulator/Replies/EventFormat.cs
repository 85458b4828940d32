using System.Buffers;
using System.Text;

namespace YYC3.Llm.Simulator.Replies;

/// <summary>How events become bytes: Server-Sent Events, with the liberties providers take, or JSON without them.</summary>
internal sealed record EventFormat
{
    /// <summary>The usual form: LF, one space, nothing else.</summary>
    public static readonly EventFormat Usual = new();

    /// <summary>What separates the events.</summary>
    public Framing Framing { get; init; }

    /// <summary>What ends a line.</summary>
    public string LineEnd { get; init; } = "\n";

    /// <summary>What stands between <c>data:</c> and the data.</summary>
    public string AfterColon { get; init; } = " ";

    /// <summary>What stands behind the data.</summary>
    public string BehindData { get; init; } = "";

    /// <summary>Whether comments stand between the events and inside them.</summary>
    public bool Comments { get; init; }

    /// <summary>Whether each event has a number and its HTTP status as a comment, as DashScope's have.</summary>
    public bool Numbered { get; init; }

    /// <summary>The content type of such a stream.</summary>
    public string ContentType => Framing switch
    {
        Framing.Lines => "application/x-ndjson",
        Framing.Array => "application/json",
        _ => "text/event-stream; charset=utf-8",
    };

    /// <summary>Writes all events, one frame each; the array's last bracket stands in the last of them.</summary>
    public byte[][] Frames(IReadOnlyList<SimEvent> events)
    {
        var frames = new byte[events.Count][];
        for (var index = 0; index < frames.Length; index++)
        {
            frames[index] = Framing switch
            {
                Framing.Lines => Bytes("", events[index].Data, BehindData + LineEnd),
                Framing.Array => Bytes(index == 0 ? "[" : "," + LineEnd, events[index].Data, index == frames.Length - 1 ? "]" : BehindData),
                _ => Event(events[index], index + 1),
            };
        }

        return frames;
    }

    private byte[] Event(SimEvent simEvent, int number)
    {
        var head = new StringBuilder();
        if (Comments)
        {
            head.Append($": KEEP ALIVE{LineEnd}{LineEnd}:HTTP_STATUS/200{LineEnd}");
        }

        if (Numbered)
        {
            head.Append($"id:{AfterColon}{number}{LineEnd}");
        }

        if (simEvent.Name is not null)
        {
            head.Append($"event:{AfterColon}{simEvent.Name}{LineEnd}");
        }

        if (Numbered)
        {
            head.Append($":HTTP_STATUS/{simEvent.Status}{LineEnd}");
        }

        return Bytes($"{head}data:{AfterColon}", simEvent.Data, BehindData + LineEnd + LineEnd);
    }

    private static byte[] Bytes(string before, byte[] data, string behind)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 64);
        Encoding.UTF8.GetBytes(before, buffer);
        buffer.Write(data);
        Encoding.UTF8.GetBytes(behind, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
