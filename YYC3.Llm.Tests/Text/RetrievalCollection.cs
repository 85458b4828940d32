using System.Globalization;
using System.Text.Json;

namespace YYC3.Llm.Tests.Text;

/// <summary>A retrieval collection in BEIR's layout, which lies beside the repository where it is there at all.</summary>
internal sealed class RetrievalCollection
{
    private RetrievalCollection(string folder)
    {
        Documents = [.. Read(folder, "corpus.jsonl").Select(d => (Id(d), d.GetProperty("title").GetString() + "\n" + d.GetProperty("text").GetString()))];
        Queries = Read(folder, "queries.jsonl").ToDictionary(Id, q => q.GetProperty("text").GetString()!, StringComparer.Ordinal);
        Judgments = File.ReadLines(Path.Combine(folder, "qrels", "test.tsv")).Skip(1).Select(line => line.Split('\t'))
            .GroupBy(j => j[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToDictionary(j => j[1], j => int.Parse(j[2], CultureInfo.InvariantCulture), StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public IReadOnlyList<(string Id, string Text)> Documents { get; }

    public IReadOnlyDictionary<string, string> Queries { get; }

    /// <summary>Per query, the relevant documents and how relevant they are.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, int>> Judgments { get; }

    /// <summary>The collection, or the test is skipped.</summary>
    public static RetrievalCollection Require(string name)
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "YYC3.Llm.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        var folder = Path.GetFullPath(Path.Combine(root ?? ".", "..", "shared", "data", name));
        Assert.SkipUnless(Directory.Exists(folder), $"the retrieval collection {name} is not at {folder}");
        return new RetrievalCollection(folder);
    }

    /// <summary>The mean nDCG@10 and recall@100 over all judged queries of a search that answers with document ids, best first.</summary>
    public (double Ndcg10, double Recall100) Evaluate(Func<string, IReadOnlyList<string>> search)
    {
        var ndcg = 0.0;
        var recall = 0.0;
        foreach (var (query, relevant) in Judgments)
        {
            var found = search(Queries[query]);
            var gains = found.Take(10).Select(id => relevant.GetValueOrDefault(id));
            ndcg += Dcg(gains) / Dcg(relevant.Values.OrderDescending().Take(10));
            recall += found.Take(100).Count(relevant.ContainsKey) / (double)relevant.Count;
        }

        return (ndcg / Judgments.Count, recall / Judgments.Count);
    }

    private static double Dcg(IEnumerable<int> gains) => gains.Select((gain, rank) => (Math.Pow(2, gain) - 1) / Math.Log2(rank + 2)).Sum();

    private static IEnumerable<JsonElement> Read(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select(line => JsonElement.Parse(line));

    private static string Id(JsonElement element) => element.GetProperty("_id").GetString()!;
}
