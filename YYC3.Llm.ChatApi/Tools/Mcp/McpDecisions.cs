using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Tools.Mcp;

/// <summary>What a caller has decided about calls of remote tools.</summary>
internal static class McpDecisions
{
    /// <summary>The requests of a server that were approved and have not been called yet.</summary>
    public static IEnumerable<JsonObject> Approved(IReadOnlyList<JsonObject> items, string label)
    {
        var called = items.Where(item => item["type"].AsText() == "mcp_call").Select(item => item["approval_request_id"].AsText()).ToHashSet(StringComparer.Ordinal);
        return items.Where(item => item["type"].AsText() == "mcp_approval_request" && item["server_label"].AsText() == label
            && !called.Contains(item["id"].AsText()) && Of(items, item) is { } decision && Approves(decision));
    }

    /// <summary>Whether a decision allows the call.</summary>
    public static bool Approves(JsonObject decision) => decision["approve"] is JsonValue value && value.TryGetValue(out bool approves) && approves;

    /// <summary>The caller's decision about a request; null while there is none.</summary>
    public static JsonObject? Of(IReadOnlyList<JsonObject> items, JsonObject request) => items.LastOrDefault(item =>
        item["type"].AsText() == "mcp_approval_response" && item["approval_request_id"].AsText() == request["id"].AsText());
}
