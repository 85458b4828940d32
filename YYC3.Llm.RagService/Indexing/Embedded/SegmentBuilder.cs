using System.Runtime.InteropServices;
using System.Text;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>Inverts a batch of chunks into a segment.</summary>
internal static class SegmentBuilder
{
    /// <param name="generation">The chunks' generation.</param>
    /// <param name="chunks">The chunks; terms are well-formed UTF-16.</param>
    /// <returns>The segment's bytes.</returns>
    public static byte[] Build(long generation, IReadOnlyList<IndexedChunk> chunks)
    {
        var writer = new SegmentWriter();
        var source = writer.AddGeneration(generation);
        var inverted = new Dictionary<string, List<(int Document, int Frequency)>>(StringComparer.Ordinal);
        foreach (var chunk in chunks)
        {
            var document = writer.AddDocument(source, chunk.Ordinal, chunk.Length);
            foreach (var (term, frequency) in chunk.Terms)
            {
                ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(inverted, term, out _);
                (postings ??= new(4)).Add((document, frequency));
            }
        }

        var terms = new (byte[] Utf8, List<(int, int)> Postings)[inverted.Count];
        var next = 0;
        foreach (var (term, postings) in inverted)
        {
            terms[next++] = (Encoding.UTF8.GetBytes(term), postings);
        }

        Array.Sort(terms, static (left, right) => left.Utf8.AsSpan().SequenceCompareTo(right.Utf8));
        foreach (var (term, postings) in terms)
        {
            foreach (var (document, frequency) in postings)
            {
                writer.AddPosting(document, frequency);
            }

            writer.EndTerm(term);
        }

        return writer.ToArray();
    }
}
