using System.Buffers;
using System.Text;

namespace YYC3.Llm.Simulator.Replies;

/// <summary>How events become bytes: Server-Sent Events, with the liberties providers take.</summary>
internal sealed record EventFormat
{
    /// <summary>The usual form: LF, one space, nothing else.</summary>
    public static readonly EventFormat Usual = new();

    /// <summary>What ends a line.</summary>
    public string LineEnd { get; init; } = "\n";

    /// <summary>What stands between <c>data:</c> and the data.</summary>
    public string AfterColon { get; init; } = " ";

    /// <summary>What stands behind the data.</summary>
    public string BehindData { get; init; } = "";

    /// <summary>Whether comments stand between the events and inside them.</summary>
    public bool Comments { get; init; }

    /// <summary>Writes one event.</summary>
    public byte[] Frame(SimEvent simEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(simEvent.Data.Length + 64);
        if (Comments)
        {
            Write(buffer, $": KEEP ALIVE{LineEnd}{LineEnd}:HTTP_STATUS/200{LineEnd}");
        }

        if (simEvent.Name is not null)
        {
            Write(buffer, $"event:{AfterColon}{simEvent.Name}{LineEnd}");
        }

        Write(buffer, $"data:{AfterColon}");
        buffer.Write(simEvent.Data);
        Write(buffer, $"{BehindData}{LineEnd}{LineEnd}");
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);
}
