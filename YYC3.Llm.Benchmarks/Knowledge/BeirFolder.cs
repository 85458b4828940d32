using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Benchmarks.Commands;

namespace YYC3.Llm.Benchmarks.Knowledge;

/// <summary>A collection in BEIR's form: <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels/test.tsv</c>.</summary>
internal sealed class BeirFolder
{
    private BeirFolder(IReadOnlyList<(string Id, string Title, string Text)> documents, IReadOnlyList<(string Text, IReadOnlyDictionary<string, double> Grades)> queries) => (Documents, Queries) = (documents, queries);

    /// <summary>The documents.</summary>
    public IReadOnlyList<(string Id, string Title, string Text)> Documents { get; }

    /// <summary>The queries that were judged, with what is relevant and how well.</summary>
    public IReadOnlyList<(string Text, IReadOnlyDictionary<string, double> Grades)> Queries { get; }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static BeirFolder Read(string path)
    {
        foreach (var part in new[] { "corpus.jsonl", "queries.jsonl", "qrels/test.tsv" })
        {
            if (!File.Exists(Path.Combine(path, part)))
            {
                throw new UsageException($"'{path}' is no BEIR folder: it has no {part}.");
            }
        }

        var documents = Lines(Path.Combine(path, "corpus.jsonl")).Select(line => (Field(line, "_id"), Field(line, "title"), Field(line, "text"))).ToList();
        var known = documents.Select(document => document.Item1).ToHashSet(StringComparer.Ordinal);
        var judged = File.ReadLines(Path.Combine(path, "qrels/test.tsv")).Skip(1)
            .Select(line => line.Split('\t'))
            .Where(columns => columns.Length == 3 && known.Contains(columns[1]))
            .Select(columns => (Query: columns[0], Document: columns[1], Grade: double.Parse(columns[2], CultureInfo.InvariantCulture)))
            .Where(one => one.Grade > 0)
            .GroupBy(one => one.Query, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, IReadOnlyDictionary<string, double> (group) => group.ToDictionary(one => one.Document, one => one.Grade, StringComparer.Ordinal), StringComparer.Ordinal);
        return new BeirFolder(documents, [.. Lines(Path.Combine(path, "queries.jsonl"))
            .Where(line => judged.ContainsKey(Field(line, "_id")) && !string.IsNullOrWhiteSpace(Field(line, "text")))
            .Select(line => (Field(line, "text"), judged[Field(line, "_id")]))]);
    }

    private static IEnumerable<JsonElement> Lines(string path) => File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement);

    private static string Field(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
