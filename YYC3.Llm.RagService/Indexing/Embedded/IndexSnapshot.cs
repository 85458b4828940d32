using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>A store's segments at one version, with what scoring needs: which documents count, how many there are, how long they are.</summary>
internal sealed class IndexSnapshot
{
    private readonly Segment[] segments;
    private readonly int[] bases;

    // Per document, numbered over all segments: BM25's k1 × (1 − b + b × length / average); 0 marks one that does not count.
    private readonly float[] norms;

    public IndexSnapshot(IIndexView view, Segment[] segments)
    {
        this.segments = segments;
        Version = view.Version;
        bases = new int[segments.Length];
        var live = new bool[segments.Length][];
        var length = 0L;
        for (var i = 0; i < segments.Length; i++)
        {
            bases[i] = Size;
            Size += segments[i].DocumentCount;
            live[i] = [.. segments[i].Generations.ToArray().Select(view.IsLive)];
            var generations = segments[i].DocumentGenerations;
            var lengths = segments[i].Lengths;
            for (var document = 0; document < lengths.Length; document++)
            {
                if (live[i][generations[document]])
                {
                    LiveCount++;
                    length += lengths[document];
                }
            }
        }

        var average = LiveCount == 0 ? 1f : Math.Max(1f, (float)length / LiveCount);
        norms = new float[Size];
        for (var i = 0; i < segments.Length; i++)
        {
            var generations = segments[i].DocumentGenerations;
            var lengths = segments[i].Lengths;
            for (var document = 0; document < lengths.Length; document++)
            {
                norms[bases[i] + document] = live[i][generations[document]] ? Bm25.K1 * (1f - Bm25.B + (Bm25.B * lengths[document] / average)) : 0f;
            }
        }
    }

    /// <summary>The store's version.</summary>
    public long Version { get; }

    /// <summary>Documents in the segments, removed ones counted.</summary>
    public int Size { get; }

    /// <summary>Documents that count.</summary>
    public long LiveCount { get; }

    /// <summary>Adds a term's share to the scores of the documents that have it.</summary>
    /// <param name="term">The term, UTF-8.</param>
    /// <param name="times">How often the query has it.</param>
    /// <param name="scores">A score per document.</param>
    /// <param name="scratch">Room for two numbers per document.</param>
    /// <returns>The term's idf, and the number of documents that have it.</returns>
    public (float Idf, int Documents) Score(ReadOnlySpan<byte> term, int times, Span<float> scores, Span<int> scratch)
    {
        // The idf needs the number of documents that count; so the postings are unpacked first, and scored then.
        var count = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Find(term) is >= 0 and var number)
            {
                count = Unpack(segments[i].Postings(number), bases[i], scratch, count);
            }
        }

        var idf = Bm25.Idf(LiveCount, count);
        var weight = times * idf * (Bm25.K1 + 1f);
        for (var i = 0; i < count; i++)
        {
            var document = scratch[2 * i];
            float frequency = scratch[(2 * i) + 1];
            scores[document] += weight * frequency / (frequency + norms[document]);
        }

        return (idf, count);
    }

    /// <summary>Which chunk a document is.</summary>
    public (long Generation, int Ordinal) Identify(int document)
    {
        var (segment, local) = Locate(document);
        return (segment.Generations[segment.DocumentGenerations[local]], segment.Ordinals[local]);
    }

    private int Unpack(ReadOnlySpan<byte> postings, int document, Span<int> scratch, int count)
    {
        document--;
        for (var position = 0; position < postings.Length;)
        {
            var head = Varint.Read(postings, ref position);
            document += (int)(head >> 1);
            var frequency = (head & 1) == 1 ? 1 : (int)Varint.Read(postings, ref position);
            if (norms[document] != 0f)
            {
                scratch[2 * count] = document;
                scratch[(2 * count++) + 1] = frequency;
            }
        }

        return count;
    }

    private (Segment Segment, int Document) Locate(int document)
    {
        var at = Array.BinarySearch(bases, document);
        at = at >= 0 ? at : ~at - 1;
        // Empty segments share their base with the next one.
        while (segments[at].DocumentCount <= document - bases[at])
        {
            at++;
        }

        return (segments[at], document - bases[at]);
    }
}
