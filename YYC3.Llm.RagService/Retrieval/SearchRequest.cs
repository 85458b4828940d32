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
    private const string TraceItem = "trace";

    private const int DefaultLimit = 10;
    private const int MaxLimit = 50;
    private const int MaxQueries = 16;
    private const int MaxQueryLength = 32_768;
    private const int MaxParentTokens = 16_384;

    /// <summary>Whether a model may put the queries into better words first.</summary>
    public bool Rewrite { get; init; }

    /// <summary>Whether the reranking model that is set, if one is, has the last word.</summary>
    public bool Rerank { get; init; } = true;

    /// <summary>What vectors weigh against words, 0–1; null: as the store has it.</summary>
    public double? EmbeddingWeight { get; init; }

    /// <summary>How large the part of a section may be that a result grows to, in tokens; 0: results are chunks.</summary>
    public int ParentTokens { get; init; }

    /// <summary>Whether the answer tells how it came about.</summary>
    public bool Trace { get; init; }

    /// <summary>Reads the fields that both searches have.</summary>
    /// <remarks>Every <c>ranker</c> of the API is accepted; all but <c>none</c> are the reranking model that is set.
    /// <c>hybrid_search</c> is what OpenAI's file search tool has besides; <c>include</c> and <c>parent_tokens</c> are ours.</remarks>
    /// <exception cref="ApiException">400: a field is missing or wrong.</exception>
    public static SearchRequest Read(JsonFields fields)
    {
        var queries = ReadQueries(fields);
        var limit = fields.Integer("max_num_results", 1, MaxLimit) ?? DefaultLimit;
        var filter = AttributeFilter.Read(fields);
        var rewrite = fields.Flag("rewrite_query") ?? false;
        var trace = ReadInclude(fields);
        var parent = (int)(fields.Integer("parent_tokens", 0, MaxParentTokens) ?? 0);
        var (threshold, rerank, weight) = (0.0, true, (double?)null);
        if (fields.Object("ranking_options") is { } ranking)
        {
            threshold = ranking.Number("score_threshold", 0, 1) ?? 0;
            if (ranking.Text("ranker") is { } ranker && ranker is not ("none" or "auto" or "default-2024-11-15" or "default_2024_08_21"))
            {
                throw ApiException.BadRequest(ranking.PathOf("ranker"), $"Invalid '{ranking.PathOf("ranker")}': expected 'auto', 'none' or 'default-2024-11-15'.", "invalid_value");
            }

            rerank = ranking.Text("ranker") != "none";
            weight = ReadWeight(ranking);
            ranking.RefuseOthers();
        }

        fields.RefuseOthers();
        return new SearchRequest(queries, (int)limit, filter, threshold) { Rewrite = rewrite, Rerank = rerank, EmbeddingWeight = weight, ParentTokens = parent, Trace = trace };
    }

    private static double? ReadWeight(JsonFields ranking)
    {
        if (ranking.Object("hybrid_search") is not { } hybrid)
        {
            return null;
        }

        var embedding = hybrid.Number("embedding_weight", 0, 1_000_000) ?? throw hybrid.Missing("embedding_weight");
        var text = hybrid.Number("text_weight", 0, 1_000_000) ?? throw hybrid.Missing("text_weight");
        hybrid.RefuseOthers();
        return embedding + text > 0
            ? embedding / (embedding + text)
            : throw ApiException.BadRequest(hybrid.PathOf("text_weight"), $"Invalid '{hybrid.PathOf("text_weight")}': one of the two weights must be greater than 0.", "invalid_value");
    }

    private static bool ReadInclude(JsonFields fields)
    {
        var items = fields.Texts("include", maxItems: 8) ?? [];
        var unknown = items.FindIndex(item => item != TraceItem);
        return unknown < 0 ? items.Count > 0 : throw ApiException.BadRequest($"include[{unknown}]", $"Invalid 'include[{unknown}]': expected '{TraceItem}'.", "invalid_value");
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
