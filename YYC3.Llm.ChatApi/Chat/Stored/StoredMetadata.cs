using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>Metadata as pairs.</summary>
internal static class StoredMetadata
{
    /// <summary>The pairs of an object that has been checked.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(JsonObject metadata) => [.. metadata.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.AsText() ?? ""))];

    /// <summary>The pairs of a query: <c>metadata[key]=value</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(IQueryCollection query) =>
    [
        .. query.Where(field => field.Key.StartsWith("metadata[", StringComparison.Ordinal) && field.Key.EndsWith(']'))
            .Select(field => KeyValuePair.Create(field.Key["metadata[".Length..^1], field.Value.ToString())),
    ];
}
