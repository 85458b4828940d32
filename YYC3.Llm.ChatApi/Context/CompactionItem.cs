using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>An item that stands for all items before it: OpenAI's <c>compaction</c>, whose <c>encrypted_content</c> is ours to shape; here the summary's text in base64.</summary>
internal static class CompactionItem
{
    private const string Heading = "Summary of the conversation so far, which is no longer shown in full:\n";

    public static JsonObject Write(string id, string summary) => new()
    {
        ["id"] = id,
        ["type"] = "compaction",
        ["encrypted_content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(summary)),
    };

    public static bool Is(JsonObject item) => item["type"].AsText() == "compaction";

    /// <summary>What the model is told.</summary>
    public static string Text(JsonObject item) => Heading + Summary(item);

    /// <summary>The summary; empty when it is not one of ours.</summary>
    public static string Summary(JsonObject item)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(item["encrypted_content"].AsText() ?? ""));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
