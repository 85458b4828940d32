using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>
/// Counts the tokens of items by an estimate of OpenAI's o200k vocabulary (<see cref="TokenEstimate"/>), with what each message costs besides.
/// Images count by their size (<see cref="ImageTokens"/>).
/// </summary>
internal static class ItemTokens
{
    private const int PerItem = 4;
    private const int BytesPerToken = 4;

    /// <summary>Tokens of one item.</summary>
    public static int Of(JsonObject item) => PerItem + item["type"].AsText() switch
    {
        "message" => Content(item["content"]),
        "function_call" => Text(item["name"]) + Text(item["arguments"]),
        "function_call_output" => item["output"] is JsonArray parts ? Content(parts) : Text(item["output"]),
        "mcp_call" => Text(item["name"]) + Text(item["arguments"]) + Text(item["output"]),
        "reasoning" => Content(item["content"]) + Content(item["summary"]),
        "compaction" => TokenCounter.Estimate(CompactionItem.Text(item)),
        _ => 0,
    };

    /// <summary>Tokens of a text.</summary>
    public static int Of(string? text) => string.IsNullOrEmpty(text) ? 0 : PerItem + TokenCounter.Estimate(text);

    /// <summary>Tokens of declared tools.</summary>
    public static int OfTools(IEnumerable<JsonObject> tools) => tools.Sum(tool => TokenCounter.Estimate(tool.ToJsonString(JsonText.RelaxedOptions)));

    private static int Content(JsonNode? content) => (content as JsonArray ?? []).OfType<JsonObject>().Sum(Part);

    private static int Part(JsonObject part) => part["type"].AsText() switch
    {
        "input_image" => ImageTokens.Of(part["image_url"].AsText(), part["detail"].AsText() == "low"),
        "input_file" or "input_audio" => (part["file_data"].AsText()?.Length ?? 0) / BytesPerToken,
        _ => Text(part["text"]) + Text(part["refusal"]),
    };

    private static int Text(JsonNode? node) => node.AsText() is { } text ? TokenCounter.Estimate(text) : 0;
}
