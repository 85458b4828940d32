using System.Text;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>Inverts a batch of chunks into a segment.</summary>
internal static class SegmentBuilder
{
    /// <param name="generation">The chunks' generation.</param>
    /// <param name="batch">The chunks.</param>
    /// <returns>The segment's bytes.</returns>
    public static byte[] Build(long generation, TermBatch batch)
    {
        var writer = new SegmentWriter();
        var source = writer.AddGeneration(generation);
        foreach (var chunk in batch.Chunks)
        {
            writer.AddDocument(source, chunk.Ordinal, chunk.Length);
        }

        var (starts, postings) = Invert(batch);
        var (utf8, ends) = Encode(batch);
        foreach (var term in InByteOrder(utf8, ends))
        {
            foreach (var (document, frequency) in postings.AsSpan(starts[term]..starts[term + 1]))
            {
                writer.AddPosting(document, frequency);
            }

            writer.EndTerm(TermAt(utf8, ends, term));
        }

        return writer.ToArray();
    }

    // By counting: where each term's postings start is known before the first one is put down.
    private static (int[] Starts, (int Document, int Frequency)[] Postings) Invert(TermBatch batch)
    {
        var starts = new int[batch.TermCount + 1];
        foreach (var (term, _) in batch.Counts)
        {
            starts[term + 1]++;
        }

        for (var term = 0; term < batch.TermCount; term++)
        {
            starts[term + 1] += starts[term];
        }

        var next = starts.AsSpan(0, batch.TermCount).ToArray();
        var postings = new (int, int)[batch.Counts.Length];
        for (var document = 0; document < batch.Chunks.Count; document++)
        {
            foreach (var (term, frequency) in batch.TermsOf(document))
            {
                postings[next[term]++] = (document, frequency);
            }
        }

        return (starts, postings);
    }

    private static (byte[] Utf8, int[] Ends) Encode(TermBatch batch)
    {
        const int BytesOfAUnit = 3;
        var ends = new int[batch.TermCount];
        var utf8 = new byte[1024];
        var written = 0;
        for (var term = 0; term < ends.Length; term++)
        {
            var characters = batch.Term(term);
            if (utf8.Length - written < BytesOfAUnit * characters.Length)
            {
                Array.Resize(ref utf8, 2 * utf8.Length);
            }

            written += Encoding.UTF8.GetBytes(characters, utf8.AsSpan(written));
            ends[term] = written;
        }

        return (utf8, ends);
    }

    // By the first eight bytes, as one number; where those are equal, by all of them.
    private static int[] InByteOrder(byte[] utf8, int[] ends)
    {
        var terms = new int[ends.Length];
        var prefixes = new ulong[ends.Length];
        for (var term = 0; term < terms.Length; term++)
        {
            terms[term] = term;
            prefixes[term] = TermPrefix.Of(TermAt(utf8, ends, term));
        }

        Array.Sort(prefixes, terms);
        for (var first = 0; first < terms.Length;)
        {
            var end = first + 1;
            while (end < terms.Length && prefixes[end] == prefixes[first])
            {
                end++;
            }

            if (end - first > 1)
            {
                terms.AsSpan(first..end).Sort((left, right) => TermAt(utf8, ends, left).SequenceCompareTo(TermAt(utf8, ends, right)));
            }

            first = end;
        }

        return terms;
    }

    private static ReadOnlySpan<byte> TermAt(byte[] utf8, int[] ends, int term)
    {
        var start = term == 0 ? 0 : ends[term - 1];
        return utf8.AsSpan(start..ends[term]);
    }
}
