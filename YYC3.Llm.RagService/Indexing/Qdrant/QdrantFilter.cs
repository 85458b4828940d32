using System.Text.Json.Nodes;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>Which points count.</summary>
internal static class QdrantFilter
{
    /// <summary>Those of a store.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="generations">Only these generations; null: all.</param>
    public static JsonObject Of(IndexScope scope, IEnumerable<long>? generations)
    {
        var must = new JsonArray(new JsonObject { ["key"] = QdrantPoint.Scope, ["match"] = new JsonObject { ["value"] = QdrantPoint.ScopeOf(scope) } });
        if (generations is not null)
        {
            must.Add(new JsonObject { ["key"] = QdrantPoint.Generation, ["match"] = new JsonObject { ["any"] = new JsonArray([.. generations.Select(one => (JsonNode)one)]) } });
        }

        return new JsonObject { ["must"] = must };
    }
}
