using System.Text;

namespace YYC3.Llm.RagService.Documents.Txt;

/// <summary>
/// Plain text, and everything else that is text (logs, source code, data): paragraphs are what blank lines part, and their
/// lines stay as they are. Streams, so that size costs no memory.
/// </summary>
internal sealed class TxtReader : IDocumentReader
{
    public string Name => "txt";

    public bool CanRead(DocumentSignature signature) => signature.BinaryKind is null;

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var encoding = TextEncodings.Detect(input.Content);
        using var reader = new StreamReader(input.Content, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
        var lines = new BoundedLines(reader);
        var paragraph = new StringBuilder();
        while (lines.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!string.IsNullOrWhiteSpace(line))
            {
                paragraph.Append(paragraph.Length > 0 ? "\n" : "").Append(line.TrimEnd());
            }

            if (paragraph.Length > 0 && (string.IsNullOrWhiteSpace(line) || paragraph.Length > DocumentExtractor.MaxBlockLength / 2))
            {
                yield return new DocumentElement(BlockKind.Paragraph, paragraph.ToString());
                paragraph.Clear();
            }
        }

        if (paragraph.Length > 0)
        {
            yield return new DocumentElement(BlockKind.Paragraph, paragraph.ToString());
        }
    }

    /// <summary>Lines of any length in pieces that fit into memory.</summary>
    private sealed class BoundedLines(StreamReader reader)
    {
        private readonly StringBuilder line = new();

        public string? ReadLine()
        {
            line.Clear();
            int c;
            while ((c = reader.Read()) >= 0)
            {
                if (c is '\n' or '\r' or '\f')
                {
                    if (c == '\r' && reader.Peek() == '\n')
                    {
                        _ = reader.Read();
                    }

                    return line.ToString();
                }

                line.Append(c == 0 ? ' ' : (char)c);
                if (line.Length >= DocumentExtractor.MaxBlockLength / 2 && !char.IsHighSurrogate((char)c))
                {
                    return line.ToString();
                }
            }

            return line.Length > 0 ? line.ToString() : null;
        }
    }
}
