using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Reads the events of a Messages stream that passes through (https://docs.claude.com/en/docs/build-with-claude/streaming).</summary>
internal static class AnthropicEvents
{
    public static StreamSigns Read(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        try
        {
            using var document = JsonText.Parse(data);
            var root = document.RootElement;
            switch (root.Text("type"))
            {
                case "message_start":
                    Head(root.Get("message"), facts);
                    AnthropicUsage.Note(root.Get("message").Get("usage"), facts);
                    return StreamSigns.None;
                case "content_block_start":
                    return IsEmptyText(root.Get("content_block")) ? StreamSigns.None : StreamSigns.Content;
                case "content_block_delta":
                    return StreamSigns.Content;
                case "message_delta":
                    AnthropicUsage.Note(root.Get("usage"), facts);
                    if (root.Get("delta").Text("stop_reason") is not { } reason)
                    {
                        return StreamSigns.None;
                    }

                    if (facts.Detailed)
                    {
                        facts.Finished(FinishReasons.Of(reason));
                    }

                    return StreamSigns.Finish;
                case "message_stop":
                    return StreamSigns.Done;
                case "error":
                    failure = AnthropicErrors.Read(200, data);
                    return StreamSigns.Error;
                case null when root.Has("error"):
                    failure = AnthropicErrors.Read(200, data);
                    return StreamSigns.Error;
                default:
                    return StreamSigns.None; // ping, and kinds of events to come.
            }
        }
        catch (JsonException)
        {
            failure = AnthropicErrors.Malformed(200);
            return StreamSigns.Error;
        }
    }

    /// <summary>Notes who answers, where somebody wants to know.</summary>
    public static void Head(JsonElement message, AnswerFacts facts)
    {
        if (facts.Detailed)
        {
            facts.Id = message.Text("id") ?? facts.Id;
            facts.Model = message.Text("model") ?? facts.Model;
        }
    }

    private static bool IsEmptyText(JsonElement block) => JsonText.Is(block, "type", "text") && block.Text("text") is null or "";
}
