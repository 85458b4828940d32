using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace YYC3.Llm.RagService.Documents.Zipped;

/// <summary>
/// An archive that may be hostile: what its entries expand to is counted while they are read, whatever their headers say, and XML has no
/// document types, so that nothing in it can grow.
/// </summary>
internal sealed class BoundedArchive : IDisposable
{
    private readonly ZipArchive archive;
    private readonly DocumentLimits limits;
    private readonly CancellationToken cancellation;
    private long expanded;

    /// <param name="content">The file.</param>
    /// <param name="limits">What to stop at.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public BoundedArchive(Stream content, DocumentLimits limits, CancellationToken cancellation)
    {
        (this.limits, this.cancellation) = (limits, cancellation);
        archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > limits.MaxArchiveEntries)
        {
            throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, $"The file is an archive of more than {limits.MaxArchiveEntries:N0} entries.");
        }
    }

    /// <summary>An entry's bytes; null when there is none.</summary>
    public Stream? Open(string entry) => archive.GetEntry(entry) is { } found ? new Counted(found.Open(), this) : null;

    /// <summary>An entry as XML, read piece by piece; null when there is none.</summary>
    public XmlReader? OpenXml(string entry) => Open(entry) is { } stream
        ? XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CloseInput = true,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = limits.MaxExpandedBytes,
        })
        : null;

    /// <summary>An entry as a tree; null when there is none. For entries that are small: of a larger one, reading ends.</summary>
    public XElement? LoadXml(string entry)
    {
        if (archive.GetEntry(entry) is { Length: var length } && length > limits.MaxMarkupBytes)
        {
            throw TooLarge();
        }

        using var reader = OpenXml(entry);
        return reader is null ? null : XDocument.Load(reader).Root;
    }

    public void Dispose() => archive.Dispose();

    private void Count(int bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        expanded += bytes;
        if (expanded > limits.MaxExpandedBytes)
        {
            throw TooLarge();
        }
    }

    private DocumentUnreadableException TooLarge() => new(
        DocumentUnreadableException.InvalidFile, $"The file expands to more than {limits.MaxExpandedBytes / (1024 * 1024):N0} MiB. Split it.");

    private sealed class Counted(Stream inner, BoundedArchive archive) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            archive.Count(read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
