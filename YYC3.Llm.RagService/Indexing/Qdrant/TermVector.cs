using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>
/// A chunk's terms as a sparse vector: each term's number is a hash of it, its value the term's part of BM25 for a chunk of <see cref="AverageLength"/>.
/// The true average changes with every chunk that comes and goes; so the value is turned back into the frequency where a score is computed.
/// </summary>
internal static class TermVector
{
    /// <summary>The average length that values are written for.</summary>
    public const int AverageLength = 256;

    /// <summary>A term's number. Two terms of a store share one about once in four billion pairs.</summary>
    public static uint Index(ReadOnlySpan<char> term)
    {
        Span<byte> utf8 = stackalloc byte[3 * TextAnalyzer.MaxTermLength];
        return XxHash32.HashToUInt32(utf8[..Encoding.UTF8.GetBytes(term, utf8)]);
    }

    /// <summary>The vector as Qdrant takes it.</summary>
    /// <param name="batch">The chunk's batch.</param>
    /// <param name="chunk">Its place in it.</param>
    public static JsonObject Of(TermBatch batch, int chunk)
    {
        var terms = batch.TermsOf(chunk);
        var length = batch.Chunks[chunk].Length;
        var frequencies = new Dictionary<uint, int>(terms.Length);
        foreach (var (term, frequency) in terms)
        {
            var index = Index(batch.Term(term));
            frequencies[index] = frequencies.GetValueOrDefault(index) + frequency;
        }

        return new JsonObject
        {
            ["indices"] = new JsonArray([.. frequencies.Keys.Select(index => (JsonNode)index)]),
            ["values"] = new JsonArray([.. frequencies.Values.Select(frequency => (JsonNode)Bm25.TermWeight(frequency, length, AverageLength))]),
        };
    }

    /// <summary>How often a term occurs, by its value in a chunk of a length.</summary>
    public static int Frequency(float value, int length)
    {
        var norm = Bm25.K1 * (1f - Bm25.B + (Bm25.B * length / AverageLength));
        return (int)MathF.Round(value * norm / (Bm25.K1 + 1f - value));
    }
}
