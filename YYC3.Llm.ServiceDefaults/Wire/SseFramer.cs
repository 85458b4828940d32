using System.Buffers;

namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>
/// Cuts a server-sent event stream into blocks at byte level, whatever the reads are split at: inside UTF-8, inside <c>data:</c>, between CR and LF.
/// Lines end in CRLF, LF or CR; the space after the colon is optional (https://html.spec.whatwg.org/multipage/server-sent-events.html).
/// Use: <see cref="GetMemory"/>, read into it, <see cref="Advance"/>, then <see cref="TryRead"/> until it is false.
/// Allocates nothing per event; the buffer comes from the shared pool and goes back on <see cref="Dispose"/>. Not thread-safe.
/// </summary>
/// <param name="maxEventBytes">Largest block in bytes; past it <see cref="GetMemory"/> throws <see cref="SseEventTooLargeException"/>.</param>
public sealed class SseFramer(int maxEventBytes = SseFramer.DefaultMaxEventBytes) : IEventFramer
{
    /// <summary>Default bound of one event: 16 MiB, which holds an inline image.</summary>
    public const int DefaultMaxEventBytes = 16 * 1024 * 1024;

    private const int InitialBytes = 4096;
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private byte[]? joined;
    private int start;          // first byte of the block being read
    private int scanned;        // no line end before this one is unseen
    private int line;           // first byte of the line being read
    private int end;            // first free byte
    private Slice data;         // relative to start, so that moving the block keeps it true
    private Slice name;
    private int dataLines;
    private bool lastLineWasCrLf;
    private bool pastStart;
    private bool completed;

    /// <summary>True when bytes of an unfinished block are held.</summary>
    public bool HasPartial => end > start;

    /// <summary>Memory to read the next bytes of the stream into. At least <paramref name="sizeHint"/> bytes; invalidates events handed out before.</summary>
    /// <exception cref="SseEventTooLargeException">The block being read is already as large as it may be.</exception>
    public Memory<byte> GetMemory(int sizeHint = 2048)
    {
        if (end - start >= maxEventBytes)
        {
            throw new SseEventTooLargeException(maxEventBytes);
        }

        if (start == end && start > 0)
        {
            Shift();
        }

        if (buffer.Length - end < sizeHint)
        {
            MakeRoom(sizeHint);
        }

        return buffer.AsMemory(end);
    }

    /// <summary>Says how many bytes were read into the memory last given.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(buffer.Length - end), nameof(count));
        end += count;
    }

    /// <summary>Copies bytes in: for callers that hold them already.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetMemory(Math.Max(bytes.Length, 1)).Span);
        Advance(bytes.Length);
    }

    /// <summary>Says that the stream ended: a CR at its very end is now a line end, and what has no blank line is handed out as unterminated.</summary>
    public void Complete() => completed = true;

    /// <summary>True after <see cref="Complete"/>.</summary>
    public bool IsCompleted => completed;

    /// <summary>Takes the next block, if all of it is here.</summary>
    public bool TryRead(out SseEvent block)
    {
        if (!pastStart && !SkipByteOrderMark())
        {
            block = default;
            return false;
        }

        while (scanned < end)
        {
            var offset = buffer.AsSpan(scanned, end - scanned).IndexOfAny(Cr, Lf);
            if (offset < 0)
            {
                scanned = end;
                break;
            }

            var at = scanned + offset;
            var next = at + 1;
            if (buffer[at] == Cr)
            {
                if (next < end)
                {
                    next += buffer[next] == Lf ? 1 : 0;
                }
                else if (!completed && (at > line || lastLineWasCrLf))
                {
                    // The LF of this CRLF may be on its way. Only a blank line that follows a bare CR ends its block at once:
                    // such a stream has no LF to wait for, and waiting would hold the event back until the next one.
                    scanned = at;
                    break;
                }
            }

            var length = at - line;
            lastLineWasCrLf = next - at == 2;
            if (length == 0)
            {
                block = Take(next, terminated: true);
                return true;
            }

            Field(line, length);
            line = scanned = next;
        }

        if (completed && end > start)
        {
            if (end > line)
            {
                Field(line, end - line);
            }

            block = Take(end, terminated: false);
            return true;
        }

        block = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
            start = scanned = line = end = 0;
        }

        if (joined is not null)
        {
            ArrayPool<byte>.Shared.Return(joined);
            joined = null;
        }
    }

    private bool SkipByteOrderMark()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var held = buffer.AsSpan(start, end - start);
        if (held.Length < mark.Length && mark.StartsWith(held) && !completed)
        {
            return false;
        }

        if (held.StartsWith(mark))
        {
            start = line = scanned = start + mark.Length;
        }

        pastStart = true;
        return true;
    }

    private void Field(int at, int length)
    {
        var text = buffer.AsSpan(at, length);
        if (text.StartsWith("data"u8) && IsField(text, 4, out var value))
        {
            if (dataLines++ == 0)
            {
                data = new Slice(at + value - start, length - value);
            }
        }
        else if (text.StartsWith("event"u8) && IsField(text, 5, out value))
        {
            name = new Slice(at + value - start, length - value);
        }
    }

    /// <summary>A field name ends at the colon or with the line; one space after the colon does not count.</summary>
    private static bool IsField(ReadOnlySpan<byte> text, int nameLength, out int value)
    {
        value = nameLength;
        if (text.Length == nameLength)
        {
            return true;
        }

        if (text[nameLength] != (byte)':')
        {
            return false;
        }

        value = nameLength + 1 < text.Length && text[nameLength + 1] == (byte)' ' ? nameLength + 2 : nameLength + 1;
        return true;
    }

    private SseEvent Take(int next, bool terminated)
    {
        var raw = buffer.AsMemory(start, next - start);
        var block = new SseEvent(
            raw,
            dataLines > 1 ? Join(raw.Span) : raw.Slice(data.Start, data.Length),
            raw.Slice(name.Start, name.Length),
            dataLines > 0,
            terminated);
        start = line = scanned = next;
        data = name = default;
        dataLines = 0;
        return block;
    }

    private ReadOnlyMemory<byte> Join(ReadOnlySpan<byte> raw)
    {
        if (joined is null || joined.Length < raw.Length)
        {
            if (joined is not null)
            {
                ArrayPool<byte>.Shared.Return(joined);
            }

            joined = ArrayPool<byte>.Shared.Rent(raw.Length);
        }

        var written = 0;
        var first = true;
        while (!raw.IsEmpty)
        {
            var at = raw.IndexOfAny(Cr, Lf);
            var text = at < 0 ? raw : raw[..at];
            if (text.StartsWith("data"u8) && IsField(text, 4, out var value))
            {
                if (!first)
                {
                    joined[written++] = Lf;
                }

                first = false;
                text[value..].CopyTo(joined.AsSpan(written));
                written += text.Length - value;
            }

            raw = at < 0 ? default : raw[(at + 1)..];
        }

        return joined.AsMemory(0, written);
    }

    private void MakeRoom(int sizeHint)
    {
        if (start > 0 && buffer.Length - (end - start) >= sizeHint)
        {
            Shift();
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, end - start + sizeHint));
        buffer.AsSpan(start, end - start).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        Rebase();
    }

    private void Shift()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        Rebase();
    }

    private void Rebase()
    {
        line -= start;
        scanned -= start;
        end -= start;
        start = 0;
    }

    private readonly record struct Slice(int Start, int Length);
}
