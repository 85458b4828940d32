using System.Buffers;

namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>
/// Cuts a stream of JSON lines (https://github.com/ndjson/ndjson-spec) at byte level, whatever the reads are split at. Lines end in LF or
/// CRLF; empty lines are handed out as events without data. A last line without its end is handed out once the stream is complete.
/// Allocates nothing per line; the buffer comes from the shared pool and goes back on <see cref="Dispose"/>. Not thread-safe.
/// </summary>
/// <param name="maxLineBytes">Longest line in bytes; past it <see cref="GetMemory"/> throws <see cref="SseEventTooLargeException"/>.</param>
public sealed class NdjsonFramer(int maxLineBytes = SseFramer.DefaultMaxEventBytes) : IEventFramer
{
    private const int InitialBytes = 4096;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int start;      // first byte of the line being read
    private int scanned;    // no line end before this one is unseen
    private int end;        // first free byte

    /// <inheritdoc/>
    public bool HasPartial => end > start;

    /// <inheritdoc/>
    public bool IsCompleted { get; private set; }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 2048)
    {
        if (end - start >= maxLineBytes)
        {
            throw new SseEventTooLargeException(maxLineBytes);
        }

        if (start > 0 && (start == end || buffer.Length - end < sizeHint))
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            scanned -= start;
            end -= start;
            start = 0;
        }

        if (buffer.Length - end < sizeHint)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, end + sizeHint));
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsMemory(end);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(buffer.Length - end), nameof(count));
        end += count;
    }

    /// <inheritdoc/>
    public void Complete() => IsCompleted = true;

    /// <inheritdoc/>
    public bool TryRead(out SseEvent block)
    {
        var offset = buffer.AsSpan(scanned, end - scanned).IndexOf((byte)'\n');
        if (offset >= 0)
        {
            block = Take(scanned + offset + 1, terminated: true);
            return true;
        }

        scanned = end;
        if (IsCompleted && end > start)
        {
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
            start = scanned = end = 0;
        }
    }

    private SseEvent Take(int next, bool terminated)
    {
        var raw = buffer.AsMemory(start, next - start);
        var data = raw.TrimEnd("\r\n"u8);
        start = scanned = next;
        return new SseEvent(raw, data, default, HasData: !data.Span.Trim(" \t\r"u8).IsEmpty, terminated);
    }
}
