using System.Runtime.InteropServices;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>Chunks that are indexed together, as the terms that are in them. Each distinct term is kept once.</summary>
internal sealed class TermBatch
{
    private readonly TermTable table = new();
    private readonly List<IndexedChunk> chunks = [];
    private readonly List<int> ends = [];
    private readonly List<TermCount> counts = [];
    private readonly List<int> latest = []; // For each term, its place in the counts of the chunk that had it last.

    /// <summary>The chunks, in the order in which they were added.</summary>
    public IReadOnlyList<IndexedChunk> Chunks => chunks;

    /// <summary>How many distinct terms they have.</summary>
    public int TermCount => table.Count;

    /// <summary>All chunks' terms, one chunk after the other.</summary>
    public ReadOnlySpan<TermCount> Counts => CollectionsMarshal.AsSpan(counts);

    /// <summary>Adds a chunk.</summary>
    /// <param name="ordinal">Its number within its generation.</param>
    /// <param name="text">What of it is searched.</param>
    public void Add(int ordinal, ReadOnlySpan<char> text)
    {
        var start = counts.Count;
        var length = 0;
        TextAnalyzer.Analyze(text, new Counting(this, start, ref length), static (term, counting) => counting.Add(term));
        chunks.Add(new IndexedChunk(ordinal, length));
        ends.Add(counts.Count);
    }

    /// <summary>The term with a number; well-formed UTF-16.</summary>
    public ReadOnlySpan<char> Term(int number) => table[number];

    /// <summary>A chunk's terms, each once, in no order.</summary>
    /// <param name="chunk">Its place in <see cref="Chunks"/>.</param>
    public ReadOnlySpan<TermCount> TermsOf(int chunk)
    {
        var start = chunk == 0 ? 0 : ends[chunk - 1];
        return Counts[start..ends[chunk]];
    }

    private void Count(ReadOnlySpan<char> term, int start)
    {
        var number = table.Number(term);
        if (number == latest.Count)
        {
            latest.Add(-1);
        }

        ref var place = ref CollectionsMarshal.AsSpan(latest)[number];
        if (place >= start)
        {
            ref var count = ref CollectionsMarshal.AsSpan(counts)[place];
            count = count with { Count = count.Count + 1 };
            return;
        }

        place = counts.Count;
        counts.Add(new TermCount(number, 1));
    }

    private readonly ref struct Counting(TermBatch batch, int start, ref int length)
    {
        private readonly ref int length = ref length;

        public void Add(ReadOnlySpan<char> term)
        {
            length++;
            batch.Count(term, start);
        }
    }
}
