using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace YYC3.Llm.Benchmarks.Load;

/// <summary>
/// Reads one HTTP/1.1 response from bytes, however they are cut: no I/O and no allocation for each response, so that the driver takes
/// as little as it can from the two sides it stands beside.
/// </summary>
internal sealed class ResponseParser(EventCounter events)
{
    private readonly byte[] line = new byte[16 * 1024];
    private int kept;
    private long left;
    private State state;

    private enum State
    {
        Status,
        Header,
        Fixed,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailer,
        Complete,
    }

    /// <summary>HTTP status, once its line was read.</summary>
    public int Status { get; private set; }

    /// <summary>Bytes of the body so far.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>Whether the response is complete.</summary>
    public bool IsComplete => state == State.Complete;

    /// <summary>Whether the server wants the connection closed.</summary>
    public bool Closes { get; private set; }

    /// <summary>Begins a new response.</summary>
    public void Reset()
    {
        (kept, left, state, Status, BodyBytes, Closes) = (0, -1, State.Status, 0, 0, false);
        events.Reset();
    }

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="FormatException">They are no HTTP/1.1 response.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && state != State.Complete)
        {
            if (state is State.Fixed or State.Chunk)
            {
                var part = bytes[..(int)Math.Min(left, bytes.Length)];
                events.Add(part);
                BodyBytes += part.Length;
                left -= part.Length;
                bytes = bytes[part.Length..];
                if (left == 0)
                {
                    state = state == State.Fixed ? State.Complete : State.ChunkEnd;
                }

                continue;
            }

            var end = bytes.IndexOf((byte)'\n');
            var text = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (kept + text.Length > line.Length)
            {
                throw new FormatException("A header line is too long.");
            }

            text.CopyTo(line.AsSpan(kept));
            kept += text.Length;
            if (end >= 0)
            {
                var whole = line.AsSpan(0, kept).TrimEnd((byte)'\r');
                kept = 0;
                Take(whole);
            }
        }
    }

    private void Take(ReadOnlySpan<byte> text)
    {
        switch (state)
        {
            case State.Status:
                Status = text.Length >= 12 && text.StartsWith("HTTP/1."u8) && Utf8Parser.TryParse(text[9..12], out int status, out _)
                    ? status
                    : throw new FormatException("This is no HTTP/1.1 response.");
                state = State.Header;
                break;
            case State.Header when text.IsEmpty:
                state = left == -2 ? State.ChunkSize : left > 0 ? State.Fixed : left == 0 ? State.Complete : throw new FormatException("The response has neither a length nor chunks.");
                break;
            case State.Header:
                TakeHeader(text);
                break;
            case State.ChunkSize:
                var digits = text.IndexOf((byte)';') is var extension && extension >= 0 ? text[..extension] : text;
                left = long.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                state = left == 0 ? State.Trailer : State.Chunk;
                break;
            case State.ChunkEnd:
                state = State.ChunkSize;
                break;
            case State.Trailer when text.IsEmpty:
                state = State.Complete;
                break;
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> text)
    {
        if (Is(text, "content-length:"u8, out var length))
        {
            left = long.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
        }
        else if (Is(text, "transfer-encoding:"u8, out var coding) && Ascii.EqualsIgnoreCase(coding, "chunked"u8))
        {
            left = -2;
        }
        else if (Is(text, "connection:"u8, out var connection) && Ascii.EqualsIgnoreCase(connection, "close"u8))
        {
            Closes = true;
        }
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = text.Length > name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name) ? text[name.Length..].Trim((byte)' ') : default;
        return !value.IsEmpty;
    }
}
