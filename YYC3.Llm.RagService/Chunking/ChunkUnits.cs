using YYC3.Llm.RagService.Documents;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Chunking;

/// <summary>Cuts blocks into units: running text into sentences, code that is too long into lines, everything else stays whole while it fits.</summary>
/// <param name="maxTokens">The most tokens of a unit.</param>
internal sealed class ChunkUnits(int maxTokens)
{
    private TableHeader? header;

    /// <summary>The units of the next block, covering all of it but white space.</summary>
    public IEnumerable<ChunkUnit> Of(DocumentBlock block)
    {
        header = block.Kind switch
        {
            BlockKind.TableHeader => HeaderOf(block.Text),
            BlockKind.TableRow => header,
            _ => null,
        };
        return block.Kind is BlockKind.Paragraph or BlockKind.ListItem ? Sentences(block) : Whole(block);
    }

    private IEnumerable<ChunkUnit> Sentences(DocumentBlock block)
    {
        var position = 0;
        while (SentenceSplitter.TryReadNext(block.Text, ref position, out var sentence))
        {
            foreach (var unit in Fit(block, sentence))
            {
                yield return unit;
            }
        }
    }

    private IEnumerable<ChunkUnit> Whole(DocumentBlock block)
    {
        var whole = new TextSpan(0, block.Text.Length);
        return block.Kind == BlockKind.Code && TokenCounter.Count(block.Text) > maxTokens ? Lines(block) : Fit(block, whole);
    }

    private IEnumerable<ChunkUnit> Lines(DocumentBlock block)
    {
        for (var start = 0; start < block.Text.Length;)
        {
            var lineEnd = block.Text.IndexOf('\n', start);
            var end = lineEnd < 0 ? block.Text.Length : lineEnd;
            foreach (var unit in end > start ? Fit(block, new TextSpan(start, end)) : [])
            {
                yield return unit;
            }

            start = end + 1;
        }
    }

    /// <summary>The piece as one unit, or, where even that is too long, cut by tokens.</summary>
    private IEnumerable<ChunkUnit> Fit(DocumentBlock block, TextSpan piece)
    {
        var repeated = block.Kind == BlockKind.TableRow ? header : null;
        var budget = maxTokens - (repeated?.Tokens ?? 0);
        while (piece.Length > 0)
        {
            var cut = TokenCounter.IndexByTokenCount(piece.Of(block.Text), budget, out var tokens);

            // A character can be more than one token; at least one goes into every unit.
            cut = Math.Max(cut, char.IsHighSurrogate(block.Text[piece.Start]) ? Math.Min(2, piece.Length) : 1);
            var span = new TextSpan(block.Span.Start + piece.Start, block.Span.Start + piece.Start + cut);
            yield return new ChunkUnit(block, span, Math.Max(1, tokens), repeated);
            piece = new TextSpan(piece.Start + cut, piece.End);
        }
    }

    // A header as large as a chunk would leave no room for rows; it is repeated only while it takes at most half.
    private TableHeader? HeaderOf(string text)
    {
        var tokens = TokenCounter.Count(text);
        return tokens <= maxTokens / 2 ? new TableHeader(text, tokens) : null;
    }
}
