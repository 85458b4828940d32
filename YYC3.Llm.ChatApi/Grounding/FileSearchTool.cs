using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>OpenAI's <c>{"type":"file_search"}</c> tool: where to look, and for how much.</summary>
/// <param name="VectorStoreIds">The stores to search; at least one.</param>
/// <param name="MaxResults">Passages at most, 1–50.</param>
/// <param name="Filters">A filter on file attributes, as the caller gave it; null for none.</param>
/// <param name="RankingOptions">Ranking options, as the caller gave them; null for none.</param>
internal sealed record FileSearchTool(IReadOnlyList<string> VectorStoreIds, int MaxResults, JsonNode? Filters, JsonNode? RankingOptions)
{
    /// <summary>The tool's type.</summary>
    public const string Type = "file_search";

    /// <summary>Passages when the caller does not say: what a model with a small window can still read.</summary>
    private const int DefaultMaxResults = 8;

    private const int MostResults = 50;

    /// <summary>Whether a tool is one of these.</summary>
    public static bool Is(JsonNode? tool) => tool is JsonObject fields && fields["type"].AsText() == Type;

    /// <summary>Reads a tool.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="path">Where it stands, such as <c>tools[0]</c>.</param>
    /// <exception cref="ApiException">400: a field is missing or wrong.</exception>
    public static FileSearchTool Parse(JsonObject tool, string path)
    {
        if (tool["vector_store_ids"] is not JsonArray { Count: > 0 } stores || stores.Any(id => id.AsText() is not { Length: > 0 }))
        {
            throw ApiException.BadRequest($"{path}.vector_store_ids", "A file_search tool needs vector_store_ids: a list with the id of at least one vector store, such as [\"vs_…\"].");
        }

        var max = DefaultMaxResults;
        if (tool["max_num_results"] is { } given && !(given is JsonValue number && number.TryGetValue(out max) && max is >= 1 and <= MostResults))
        {
            throw ApiException.BadRequest($"{path}.max_num_results", $"max_num_results must be a whole number from 1 to {MostResults}.");
        }

        return new FileSearchTool([.. stores.Select(id => id.AsText()!).Distinct()], max, tool["filters"]?.DeepClone(), tool["ranking_options"]?.DeepClone());
    }
}
