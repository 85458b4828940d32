using System.Text;

namespace YYC3.Llm.RagService.Documents.Csv;

/// <summary>Tables as text (RFC 4180, and what people make of it): the delimiter is found, quoted cells may hold line breaks, the first row names the columns.</summary>
internal sealed class CsvReader : IDocumentReader
{
    private const int SampleLines = 20;
    private const int LongestCell = 64 * 1024;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public string Name => "csv";

    public bool CanRead(DocumentSignature signature) => signature.BinaryKind is null
        && (signature.Extension is ".csv" or ".tsv" or ".tab" || (signature.Extension is "" && signature.ContentType is "text/csv" or "text/tab-separated-values"));

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var encoding = TextEncodings.Detect(input.Content);
        var delimiter = FindDelimiter(input, encoding);
        input.Content.Position = 0;
        using var reader = new StreamReader(input.Content, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
        var isFirst = true;
        while (ReadRow(reader, delimiter) is { } row)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Exists(cell => cell.Length > 0))
            {
                yield return new DocumentElement(isFirst ? BlockKind.TableHeader : BlockKind.TableRow, TextJoin.Row(row));
                isFirst = false;
            }
        }
    }

    // The one that parts most lines into the same number of cells.
    private static char FindDelimiter(DocumentInput input, Encoding encoding)
    {
        var best = (Delimiter: ',', Score: 0.0);
        foreach (var delimiter in Delimiters)
        {
            input.Content.Position = 0;
            using var reader = new StreamReader(input.Content, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);
            var counts = new List<int>();
            while (counts.Count < SampleLines && ReadRow(reader, delimiter) is { } row)
            {
                counts.Add(row.Count);
            }

            var usual = counts.Where(count => count > 1).CountBy(count => count).OrderByDescending(count => count.Value).FirstOrDefault();
            var score = counts.Count == 0 ? 0 : (double)usual.Value / counts.Count * Math.Log(1 + usual.Key);
            best = score > best.Score ? (delimiter, score) : best;
        }

        return best.Delimiter;
    }

    private static List<string>? ReadRow(StreamReader reader, char delimiter)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        while (reader.Read() is >= 0 and var read)
        {
            var letter = (char)read;
            if (isQuoted)
            {
                if (letter != '"')
                {
                    Append(cell, letter is '\r' or '\n' ? ' ' : letter);
                }
                else if (reader.Peek() == '"')
                {
                    Append(cell, (char)reader.Read());
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (letter == '"' && cell.Length == 0)
            {
                isQuoted = true;
            }
            else if (letter == delimiter)
            {
                row.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else if (letter is '\n' or '\r')
            {
                if (letter == '\r' && reader.Peek() == '\n')
                {
                    _ = reader.Read();
                }

                break;
            }
            else
            {
                Append(cell, letter == '\0' ? ' ' : letter);
            }
        }

        row.Add(cell.ToString().Trim());
        return row;
    }

    // A quote that is never closed must not take the rest of the file into memory.
    private static void Append(StringBuilder cell, char letter)
    {
        if (cell.Length < LongestCell)
        {
            cell.Append(letter);
        }
    }
}
