using System.Text.Json;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A search, as OpenAI's <c>VectorStoreSearchRequest</c> has it.</summary>
/// <param name="Queries">What to look for: one text or more.</param>
/// <param name="Limit">Results at most, 1–50.</param>
/// <param name="Filter">The test of a file's attributes; null: all files.</param>
/// <param name="Threshold">The lowest score that is returned, 0–1.</param>
internal sealed record SearchRequest(
    IReadOnlyList<string> Queries, int Limit, Func<IReadOnlyDictionary<string, JsonElement>, bool>? Filter, double Threshold)
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 50;
    private const int MaxQueries = 16;
    private const int MaxQueryLength = 32_768;

    /// <summary>Reads the fields that both searches have.</summary>
    /// <remarks><c>rewrite_query</c> is accepted and does nothing: queries are searched as they are, and <c>search_query</c> says so.
    /// Every <c>ranker</c> of the API is accepted; there is one ranking so far.</remarks>
    /// <exception cref="ApiException">400: a field is missing or wrong.</exception>
    public static SearchRequest Read(JsonFields fields)
    {
        var queries = ReadQueries(fields);
        var limit = fields.Integer("max_num_results", 1, MaxLimit) ?? DefaultLimit;
        var filter = AttributeFilter.Read(fields);
        fields.Flag("rewrite_query");
        var threshold = 0.0;
        if (fields.Object("ranking_options") is { } ranking)
        {
            threshold = ranking.Number("score_threshold", 0, 1) ?? 0;
            if (ranking.Text("ranker") is { } ranker && ranker is not ("none" or "auto" or "default-2024-11-15" or "default_2024_08_21"))
            {
                throw ApiException.BadRequest(ranking.PathOf("ranker"), $"Invalid '{ranking.PathOf("ranker")}': expected 'auto', 'none' or 'default-2024-11-15'.", "invalid_value");
            }

            ranking.RefuseOthers();
        }

        fields.RefuseOthers();
        return new SearchRequest(queries, (int)limit, filter, threshold);
    }

    private static IReadOnlyList<string> ReadQueries(JsonFields fields)
    {
        if (!fields.TryGet("query", out var query))
        {
            throw fields.Missing("query");
        }

        IReadOnlyList<string> queries = query.ValueKind switch
        {
            JsonValueKind.String => [JsonFields.TextOf(query, "query", MaxQueryLength)],
            JsonValueKind.Array => fields.Texts("query", MaxQueries, MaxQueryLength)!,
            _ => throw JsonFields.WrongType("query", "a string or an array of strings", query),
        };
        return queries.Count > 0 && !queries.Any(string.IsNullOrWhiteSpace)
            ? queries
            : throw ApiException.BadRequest("query", "Invalid 'query': it is empty. Send a text to search for.", "invalid_value");
    }
}
