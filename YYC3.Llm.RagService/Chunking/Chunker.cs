using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.RagService.Chunking;

/// <summary>
/// Cuts a document into chunks along its structure: at headings first, then between paragraphs, then between sentences;
/// code and table rows stay whole while they fit. Takes blocks as they come and holds no more than a chunk and a block.
/// </summary>
internal static class Chunker
{
    /// <summary>The chunks of a document, in order; together they cover all of its text but white space.</summary>
    /// <param name="blocks">The document's blocks, in order, from the first.</param>
    /// <param name="strategy">How large chunks become.</param>
    public static IEnumerable<Chunk> Split(IEnumerable<DocumentBlock> blocks, ChunkingStrategy strategy)
    {
        var cutter = new ChunkUnits(strategy.MaxTokens);
        var draft = new ChunkDraft(strategy);
        foreach (var block in blocks)
        {
            draft.AppendText(block);
            if (draft.EndsBefore(block) && draft.Close() is { } section)
            {
                yield return section;
            }

            var units = cutter.Of(block).ToList();
            if (draft.LeavesWhole(units) && draft.CloseForMore(units[0]) is { } before)
            {
                yield return before;
            }

            foreach (var unit in units)
            {
                if (!draft.Fits(unit) && draft.CloseForMore(unit) is { } full)
                {
                    yield return full;
                }

                draft.Add(unit);
            }
        }

        if (draft.Close() is { } last)
        {
            yield return last;
        }
    }
}
