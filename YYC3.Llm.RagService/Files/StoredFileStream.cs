using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Files;

/// <summary>The bytes of a stored file as a seekable stream that holds a few parts at a time, whatever the file's size.</summary>
/// <param name="files">Where the parts are.</param>
/// <param name="tenant">The file's project.</param>
/// <param name="file">The file.</param>
internal sealed class StoredFileStream(FileStore files, TenantId tenant, FileRecord file) : Stream
{
    // Document formats jump between their table of contents at the end and the pages; a few parts keep both at hand.
    private const int Kept = 8;

    private readonly LinkedList<(long Position, byte[] Data)> parts = new();
    private long position;

    /// <summary>How many bytes were read, repeated ones counted.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Why a part could not be read: a reader of a format takes that for a damaged file.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Bytes;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new IOException("A stream begins at 0.");
    }

    public override int Read(Span<byte> buffer)
    {
        if (position >= file.Bytes || buffer.IsEmpty)
        {
            return 0;
        }

        var (number, offset) = Math.DivRem(position, FileStore.PartSize);
        // The parsers of documents read synchronously; they run on a job's own task, off the request path.
        try
        {
            var part = Find(number) ?? Keep(number, files.ReadPartAsync(tenant, file.Id, number, CancellationToken.None).GetAwaiter().GetResult());
            return Take(part, (int)offset, buffer);
        }
        catch (Exception failure)
        {
            Failure = failure;
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => file.Bytes,
    };

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte[]? Find(long number)
    {
        for (var node = parts.First; node is not null; node = node.Next)
        {
            if (node.Value.Position == number)
            {
                if (node != parts.First)
                {
                    parts.Remove(node);
                    parts.AddFirst(node);
                }

                return node.Value.Data;
            }
        }

        return null;
    }

    private byte[] Keep(long number, byte[]? data)
    {
        // Deleted while it was read.
        var part = data ?? throw new FileNotFoundException($"Part {number} of {file.Id} is gone.");
        parts.AddFirst((number, part));
        if (parts.Count > Kept)
        {
            parts.RemoveLast();
        }

        return part;
    }

    private int Take(byte[] part, int offset, Span<byte> buffer)
    {
        var count = Math.Min(part.Length - offset, buffer.Length);
        if (count <= 0)
        {
            return 0;
        }

        part.AsSpan(offset, count).CopyTo(buffer);
        position += count;
        BytesRead += count;
        return count;
    }
}
