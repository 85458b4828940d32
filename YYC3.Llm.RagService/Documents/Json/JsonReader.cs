using System.Text;
using System.Text.Json;

namespace YYC3.Llm.RagService.Documents.Json;

/// <summary>JSON and JSON lines: each value on a line behind its path; the records of a list, and the lines of a file, are paragraphs. Reads in pieces, so that size costs no memory.</summary>
internal sealed class JsonReader : IDocumentReader
{
    private const int Piece = 64 * 1024;
    private const int LongestToken = 16 * 1024 * 1024;
    private const int Full = DocumentExtractor.MaxBlockLength / 2;

    public string Name => "json";

    public bool CanRead(DocumentSignature signature) => signature.BinaryKind is null
        && (signature.Extension is ".json" or ".jsonl" or ".ndjson" or ".geojson" || (signature.Extension is "" && signature.ContentType is "application/json" or "application/jsonl" or "application/x-ndjson"));

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        input.Content.Position = 0;
        var records = new JsonRecords(Full);
        var buffer = new byte[Piece];
        var filled = 0;
        var state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = limits.MaxDepth });
        var isLast = false;
        var isFirst = true;
        while (!isLast)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length < LongestToken ? buffer.Length * 2 : throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, $"A text in the file is longer than {LongestToken / (1024 * 1024)} MiB."));
            }

            var read = input.Content.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            isLast = read == 0;
            var skipped = isFirst && buffer.AsSpan(0, filled).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            isFirst = false;
            var consumed = skipped + records.Take(buffer.AsSpan(skipped, filled - skipped), isLast, ref state);
            buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
            filled -= consumed;
            foreach (var text in records.Done())
            {
                yield return new DocumentElement(BlockKind.Paragraph, text);
            }
        }
    }
}
