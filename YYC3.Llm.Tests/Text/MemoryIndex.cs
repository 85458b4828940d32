using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.Text;

/// <summary>BM25 over a dictionary of postings: the plainest index that can be, to judge what is put into it.</summary>
internal sealed class MemoryIndex
{
    private readonly Dictionary<string, List<(int Document, int Frequency)>> postings = new(StringComparer.Ordinal);
    private readonly List<int> lengths = [];
    private long totalLength;

    public int Terms => postings.Count;

    public void Add(string text)
    {
        var frequencies = new Dictionary<string, int>(StringComparer.Ordinal);
        var length = TextAnalyzer.CountTerms(text, frequencies);
        foreach (var (term, frequency) in frequencies)
        {
            if (!postings.TryGetValue(term, out var list))
            {
                postings.Add(term, list = []);
            }

            list.Add((lengths.Count, frequency));
        }

        lengths.Add(length);
        totalLength += length;
    }

    /// <summary>The numbers of the best documents in the order they were added, best first; those without any of the terms are left out.</summary>
    public IReadOnlyList<int> Search(string query, int count)
    {
        var scores = new float[lengths.Count];
        var averageLength = (float)totalLength / lengths.Count;
        foreach (var term in TextAnalyzer.Terms(query))
        {
            if (!postings.TryGetValue(term, out var list))
            {
                continue;
            }

            var idf = Bm25.Idf(lengths.Count, list.Count);
            foreach (var (document, frequency) in list)
            {
                scores[document] += idf * Bm25.TermWeight(frequency, lengths[document], averageLength);
            }
        }

        return [.. Enumerable.Range(0, scores.Length).Where(d => scores[d] > 0).OrderByDescending(d => scores[d]).Take(count)];
    }
}
