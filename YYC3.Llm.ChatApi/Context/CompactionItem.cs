using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>
/// An item that stands for items before it: OpenAI's <c>compaction</c>, whose <c>encrypted_content</c> is ours to shape; here, in base64, a JSON object
/// with the <c>summary</c> and the id of the last item that it stands for (<c>until</c>). What lies between that one and the compaction still counts:
/// the request whose turn made the summary.
/// </summary>
internal static class CompactionItem
{
    private const string Heading = "Summary of the conversation so far, which is no longer shown in full:\n";

    public static JsonObject Write(string id, string summary, string? until) => new()
    {
        ["id"] = id,
        ["type"] = "compaction",
        ["encrypted_content"] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["summary"] = summary, ["until"] = until })),
    };

    public static bool Is(JsonObject item) => item["type"].AsText() == "compaction";

    /// <summary>What the model is told.</summary>
    public static string Text(JsonObject item) => Heading + Summary(item);

    /// <summary>The summary; empty when it is not one of ours.</summary>
    public static string Summary(JsonObject item) => Read(item)?["summary"].AsText() ?? "";

    /// <summary>The id of the last item that it stands for; null: all before it.</summary>
    public static string? Until(JsonObject item) => Read(item)?["until"].AsText();

    private static JsonObject? Read(JsonObject item)
    {
        try
        {
            return JsonNode.Parse(Convert.FromBase64String(item["encrypted_content"].AsText() ?? "")) as JsonObject;
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            return null;
        }
    }
}
