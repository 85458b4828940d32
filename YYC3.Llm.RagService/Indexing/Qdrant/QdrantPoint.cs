using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>A chunk as a point: its id follows from what it is, so that writing it twice writes it once.</summary>
internal static class QdrantPoint
{
    /// <summary>The payload field with project and store.</summary>
    public const string Scope = "scope";

    /// <summary>The payload field with the generation.</summary>
    public const string Generation = "generation";

    private const string Ordinal = "ordinal";
    private const string Length = "length";

    /// <summary>The value of <see cref="Scope"/>.</summary>
    public static string ScopeOf(IndexScope scope) => $"{scope.Tenant.Value}/{scope.StoreId}";

    /// <summary>A point.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="ordinal">The chunk.</param>
    /// <param name="name">The vector's name.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="length">The chunk's length in terms; null: not kept.</param>
    public static JsonObject Of(IndexScope scope, long generation, int ordinal, string name, JsonNode vector, int? length)
    {
        var payload = new JsonObject { [Scope] = ScopeOf(scope), [Generation] = generation, [Ordinal] = ordinal };
        if (length is { } terms)
        {
            payload[Length] = terms;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{ScopeOf(scope)}/{generation}/{ordinal}"), hash);
        return new JsonObject { ["id"] = new Guid(hash[..16]).ToString(), ["vector"] = new JsonObject { [name] = vector }, ["payload"] = payload };
    }

    /// <summary>Numbers as JSON.</summary>
    public static JsonArray Numbers(ReadOnlySpan<float> values)
    {
        var array = new JsonArray();
        foreach (var value in values)
        {
            array.Add((JsonNode)value);
        }

        return array;
    }

    /// <summary>A found point.</summary>
    public static IndexHit Hit(JsonElement point)
    {
        var payload = point.GetProperty("payload");
        return new IndexHit(payload.GetProperty(Generation).GetInt64(), payload.GetProperty(Ordinal).GetInt32(), point.GetProperty("score").GetSingle());
    }

    /// <summary>A found point's length in terms.</summary>
    public static int LengthOf(JsonElement point) => point.GetProperty("payload").GetProperty(Length).GetInt32();
}
