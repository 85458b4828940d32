using System.Text.Json;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Router.Messages;

/// <summary>
/// Counts what a Messages request asks a model to read, for models whose provider does not count: in the common vocabulary, with 4 tokens
/// for each message's frame, 1,600 for each picture (the most that Anthropic takes for one) and 3,000 for each document that is not text.
/// </summary>
internal static class TokenCount
{
    private const int Frame = 4;
    private const int Picture = 1600;
    private const int Document = 3000;

    public static long Of(JsonElement request)
    {
        var count = Content(request.Get("system"));
        foreach (var message in request.Get("messages").Items())
        {
            count += Frame + Content(message.Get("content"));
        }

        foreach (var tool in request.Get("tools").Items())
        {
            count += Frame + Text(tool.GetRawText());
        }

        return count;
    }

    private static long Content(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => Text(content.Text()),
        JsonValueKind.Array => content.EnumerateArray().Sum(Block),
        _ => 0,
    };

    private static long Block(JsonElement block) => (block.Text("type"), block.Get("source").Text("type")) switch
    {
        ("text", _) => Text(block.Text("text")),
        ("thinking", _) => Text(block.Text("thinking")),
        ("redacted_thinking", _) => 0, // Not read again by other models.
        ("image", _) => Picture,
        ("document", "text") => Text(block.Get("source").Text("data")),
        ("document", "content") => Content(block.Get("source").Get("content")),
        ("document", _) => Document,
        ("tool_use", _) => Text(block.Text("name")) + Text(block.Get("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : ""),
        ("tool_result", _) => Frame + Content(block.Get("content")),
        _ => Text(block.GetRawText()),
    };

    private static long Text(string? text) => string.IsNullOrEmpty(text) ? 0 : TokenCounter.Count(text);
}
