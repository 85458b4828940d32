namespace YYC3.Llm.Benchmarks.Load;

/// <summary>Counts the events of a stream from its bytes, however they are cut, and notes when the first content came.</summary>
internal sealed class EventCounter
{
    private static ReadOnlySpan<byte> Content => "\"content\":\""u8;

    private readonly byte[] line = new byte[512];
    private int kept;

    /// <summary>Events whose delta holds text.</summary>
    public int ContentEvents { get; private set; }

    /// <summary>Whether the terminal event came.</summary>
    public bool Done { get; private set; }

    /// <summary>Whether an event reported an error.</summary>
    public bool Failed { get; private set; }

    /// <summary>Begins a new stream.</summary>
    public void Reset() => (ContentEvents, Done, Failed, kept) = (0, false, false, 0);

    /// <summary>Takes the next bytes of the body.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (kept == 0 && end >= 0)
            {
                Look(part);
                continue;
            }

            // Of a line in pieces only the beginning is kept: the delta stands there.
            var room = Math.Min(part.Length, line.Length - kept);
            part[..room].CopyTo(line.AsSpan(kept));
            kept += room;
            if (end >= 0)
            {
                Look(line.AsSpan(0, kept));
                kept = 0;
            }
        }
    }

    private void Look(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("data:"u8))
        {
            return;
        }

        var data = text["data:".Length..].TrimStart((byte)' ');
        if (data.StartsWith("[DONE]"u8))
        {
            Done = true;
        }
        else if (data.IndexOf("\"error\":{"u8) >= 0)
        {
            Failed = true;
        }
        else if (data.IndexOf(Content) is var at && at >= 0 && at + Content.Length < data.Length && data[at + Content.Length] != (byte)'"')
        {
            ContentEvents++;
        }
    }
}
