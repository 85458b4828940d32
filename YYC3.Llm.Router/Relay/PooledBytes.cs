using System.Buffers;

namespace YYC3.Llm.Router.Relay;

/// <summary>A growing buffer from the shared pool. A struct to be kept in one place and disposed once.</summary>
internal struct PooledBytes(int size) : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(size);

    public int Length { get; private set; }

    public readonly ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, Length);

    public readonly ReadOnlySpan<byte> Span => buffer.AsSpan(0, Length);

    /// <summary>Room for the next read; at least one byte.</summary>
    public Memory<byte> Free()
    {
        if (Length == buffer.Length)
        {
            Grow(1);
        }

        return buffer.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - Length < bytes.Length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
            Length = 0;
        }
    }

    private void Grow(int by)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, Length + by));
        buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
