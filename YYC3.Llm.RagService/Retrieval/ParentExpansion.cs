using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>
/// Small chunks are found best, larger ones are read best: a found chunk grows to the part of its section around it, its parent. Chunks are cut along the
/// structure and know their spans, so that a parent needs no storage of its own.
/// </summary>
internal sealed class ParentExpansion(ChunkStore chunks)
{
    // Neighbours on each side that are looked at.
    private const int Reach = 12;

    /// <summary>The passages, grown; those that lie within a better one's parent are left out.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="passages">Passages, best first.</param>
    /// <param name="tokens">How large a parent may be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<Passage>> ExpandAsync(TenantId tenant, IReadOnlyList<Passage> passages, int tokens, CancellationToken cancellationToken)
    {
        var grown = new List<Passage>(passages.Count);
        foreach (var passage in passages)
        {
            if (grown.Exists(better => better.StoreId == passage.StoreId && better.Chunk.Generation == passage.Chunk.Generation
                && better.Chunk.SpanStart <= passage.Chunk.SpanStart && better.Chunk.SpanEnd >= passage.Chunk.SpanEnd))
            {
                continue;
            }

            var first = Math.Max(0, passage.Chunk.Ordinal - Reach);
            var run = await chunks.ReadRunAsync(tenant, passage.StoreId, passage.Chunk.Generation, first, (2 * Reach) + 1, cancellationToken);
            var at = run.FindIndex(row => row.Ordinal == passage.Chunk.Ordinal);
            grown.Add(at < 0 ? passage : passage with { Chunk = Grow(run, at, tokens) });
        }

        return grown;
    }

    // By turns behind and before it, as long as the section goes on and there is room.
    private static ChunkRow Grow(List<ChunkRow> run, int at, int tokens)
    {
        var (parent, before, behind) = (run[at], at - 1, at + 1);
        for (bool grows = true, next = true; grows; next = !next)
        {
            grows = false;
            foreach (var forwards in new[] { next, !next })
            {
                var index = forwards ? behind : before;
                if (index >= 0 && index < run.Count && run[index].Heading == parent.Heading
                    && (forwards ? Join(parent, run[index]) : Join(run[index], parent)) is var joined && TokenCounter.Count(joined.Text) <= tokens)
                {
                    (parent, behind, before) = (joined, forwards ? behind + 1 : behind, forwards ? before : before - 1);
                    grows = true;
                    break;
                }
            }
        }

        return parent with { Generation = run[at].Generation, Ordinal = run[at].Ordinal };
    }

    private static ChunkRow Join(ChunkRow first, ChunkRow second)
    {
        var repeated = (int)Math.Clamp(first.SpanEnd - second.SpanStart, 0, second.Text.Length);
        // Chunks leave out the white space between them: a blank line stands for it.
        var gap = second.SpanStart > first.SpanEnd ? "\n\n" : "";
        return first with { Text = first.Text + gap + second.Text[repeated..], SpanEnd = Math.Max(first.SpanEnd, second.SpanEnd) };
    }
}
