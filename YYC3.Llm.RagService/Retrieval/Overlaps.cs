namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Neighbouring chunks share text, and the same document may be there twice: of those that say mostly the same, the best one stays.</summary>
internal static class Overlaps
{
    /// <param name="passages">Passages of one store, best first.</param>
    /// <param name="limit">How many to keep at most.</param>
    public static List<Passage> Collapse(IEnumerable<Passage> passages, int limit)
    {
        var kept = new List<Passage>();
        foreach (var passage in passages)
        {
            if (kept.Count == limit)
            {
                break;
            }

            if (!kept.Exists(better => SaysTheSame(better, passage)))
            {
                kept.Add(passage);
            }
        }

        return kept;
    }

    // More than half of the shorter one lies within the other one.
    private static bool SaysTheSame(Passage better, Passage passage)
    {
        if (better.Chunk.Generation != passage.Chunk.Generation)
        {
            return better.Chunk.Text == passage.Chunk.Text;
        }

        var shared = Math.Min(better.Chunk.SpanEnd, passage.Chunk.SpanEnd) - Math.Max(better.Chunk.SpanStart, passage.Chunk.SpanStart);
        return shared * 2 > Math.Min(better.Chunk.SpanEnd - better.Chunk.SpanStart, passage.Chunk.SpanEnd - passage.Chunk.SpanStart);
    }
}
