using System.Text;
using YYC3.Llm.RagService.Documents;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Chunking;

/// <summary>The chunk being filled, and the extracted text from its start on.</summary>
/// <param name="strategy">How large it may become.</param>
internal sealed class ChunkDraft(ChunkingStrategy strategy)
{
    private readonly List<ChunkUnit> units = [];
    private readonly StringBuilder text = new();
    private int textStart;
    private int repeated;
    private int tokens;
    private int ordinal;

    /// <summary>Takes the next block's text, before its units.</summary>
    public void AppendText(DocumentBlock block) => text.Append(block.Separator).Append(block.Text);

    /// <summary>
    /// Whether a new chunk begins at this block: at a heading, unless what came before is too little to stand alone and the
    /// heading does not leave its section.
    /// </summary>
    public bool EndsBefore(DocumentBlock block)
    {
        if (block.Kind != BlockKind.Heading || units.TrueForAll(unit => unit.IsHeading))
        {
            return false;
        }

        var opening = units.Find(unit => unit.IsHeading);
        var sameSection = opening is not null && block.Level > 1 && block.Level >= opening.Block.Level;
        return !sameSection || tokens >= strategy.MinTokens;
    }

    /// <summary>Whether to begin a new chunk for a block that fits into one, because this one is half full and would cut it.</summary>
    public bool LeavesWhole(List<ChunkUnit> block)
    {
        var needed = block.Sum(unit => unit.Tokens);
        return block.Count > 0 && tokens * 2 >= strategy.MaxTokens
            && tokens + needed > strategy.MaxTokens && needed + block[0].HeaderTokens <= strategy.MaxTokens;
    }

    /// <summary>Whether one more unit stays within the size.</summary>
    public bool Fits(ChunkUnit unit) => units.Count == 0 || tokens + unit.Tokens <= strategy.MaxTokens;

    /// <summary>Adds a unit.</summary>
    public void Add(ChunkUnit unit)
    {
        tokens += unit.Tokens + (units.Count == 0 ? unit.HeaderTokens : 0);
        units.Add(unit);
    }

    /// <summary>Ends the chunk, if there is one; the next begins with what follows.</summary>
    public Chunk? Close()
    {
        var chunk = units.Count > repeated ? Build() : null;
        Restart([], []);
        return chunk;
    }

    /// <summary>
    /// Ends the chunk in the middle of a section: a heading at its end goes with what follows, and so do, repeated, the last
    /// sentences up to the overlap.
    /// </summary>
    /// <param name="next">The unit that follows; the new chunk leaves room for it.</param>
    public Chunk? CloseForMore(ChunkUnit next)
    {
        var content = units.FindLastIndex(unit => !unit.IsHeading) + 1;
        var headings = units[content..];
        if (content > repeated && headings.Sum(unit => unit.Tokens) + next.Tokens <= strategy.MaxTokens)
        {
            units.RemoveRange(content, headings.Count);
            var chunk = Build();
            Restart(headings.Count > 0 ? [] : Overlap(strategy.MaxTokens - next.Tokens - next.HeaderTokens), headings);
            return chunk;
        }

        // Nothing but what was repeated, or headings as long as a chunk: no reason to carry them on.
        return Close();
    }

    private List<ChunkUnit> Overlap(int room)
    {
        var sum = 0;
        var start = units.Count;
        while (start > 1 && !units[start - 1].IsHeading
            && sum + units[start - 1].Tokens + units[start - 1].HeaderTokens <= Math.Min(strategy.OverlapTokens, room))
        {
            sum += units[--start].Tokens;
        }

        return units[start..];
    }

    private Chunk Build()
    {
        var (first, last) = (units[0], units[^1]);
        var span = new TextSpan(first.Span.Start, last.Span.End);
        return new Chunk(
            ordinal++, text.ToString(span.Start - textStart, span.Length), span, ChunkPath.Of(units),
            first.Block.Page, units.Max(unit => unit.Block.LastPage), first.Header?.Text, tokens);
    }

    private void Restart(List<ChunkUnit> overlap, List<ChunkUnit> headings)
    {
        var done = overlap.Count > 0 ? overlap[0].Span.Start : headings.Count > 0 ? headings[0].Span.Start : units.Count > 0 ? units[^1].Span.End : textStart;
        text.Remove(0, done - textStart);
        (textStart, tokens, repeated) = (done, 0, overlap.Count);
        units.Clear();
        foreach (var unit in overlap.Concat(headings))
        {
            Add(unit);
        }
    }
}
