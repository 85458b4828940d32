namespace YYC3.Llm.RagService.Documents.Code;

/// <summary>Source code: functions and classes stay whole while they are not too long. They end where, behind an empty line, a line stands no deeper than they began; that holds for every language that people indent.</summary>
internal sealed class CodeReader : IDocumentReader
{
    private const int LongestPiece = 120;
    private const int LongestLine = 4096;

    private static readonly HashSet<string> Extensions = new(StringComparer.Ordinal)
    {
        ".c", ".cc", ".cpp", ".cs", ".css", ".dart", ".ex", ".exs", ".fs", ".go", ".h", ".hpp", ".hs", ".java", ".jl", ".js", ".jsx", ".kt", ".lua", ".m", ".ml", ".php", ".pl", ".proto", ".ps1", ".py",
        ".r", ".rb", ".rs", ".scala", ".scss", ".sh", ".sql", ".swift", ".ts", ".tsx", ".vb", ".vue", ".zig",
    };

    public string Name => "code";

    public bool CanRead(DocumentSignature signature) => signature.BinaryKind is null && Extensions.Contains(signature.Extension);

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var lines = Lines(MarkupFile.ReadText(input, limits, "Source code"));
        return Pieces(lines, 0, cancellationToken).Select(piece => new DocumentElement(BlockKind.Code, string.Join('\n', piece)));
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.Replace('\0', ' ').Split('\n'))
        {
            var trimmed = line.TrimEnd();
            for (var start = 0; start == 0 || start < trimmed.Length; start += LongestLine)
            {
                lines.Add(trimmed.Length - start <= LongestLine ? trimmed[start..] : trimmed.Substring(start, LongestLine));
            }
        }

        return lines;
    }

    private static IEnumerable<List<string>> Pieces(List<string> lines, int depth, CancellationToken cancellationToken)
    {
        var piece = new List<string>();
        foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (piece is [.., ""] && line.Length > 0 && Indent(line) <= depth && !"})];".Contains(line.TrimStart()[0], StringComparison.Ordinal))
            {
                foreach (var part in Fit(piece, depth, cancellationToken))
                {
                    yield return part;
                }

                piece = [];
            }

            piece.Add(line);
        }

        foreach (var part in Fit(piece, depth, cancellationToken))
        {
            yield return part;
        }
    }

    // A long class comes apart into its members.
    private static IEnumerable<List<string>> Fit(List<string> piece, int depth, CancellationToken cancellationToken)
    {
        var deeper = piece.Count <= LongestPiece ? 0 : piece.Where(line => line.Length > 0 && Indent(line) > depth).Select(Indent).DefaultIfEmpty(0).Min();
        return deeper == 0 ? piece.Exists(line => line.Length > 0) ? [piece] : [] : Pieces(piece, deeper, cancellationToken);
    }

    private static int Indent(string line)
    {
        var width = 0;
        foreach (var letter in line)
        {
            if (letter is not (' ' or '\t'))
            {
                break;
            }

            width += letter == '\t' ? 4 : 1;
        }

        return width;
    }
}
