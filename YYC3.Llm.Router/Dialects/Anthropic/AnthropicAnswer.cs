using System.Buffers;
using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Writes a whole message as a chat completion.</summary>
internal static class AnthropicAnswer
{
    public static Failure? Write(CallerRequest request, JsonElement message, AnswerFacts facts, IBufferWriter<byte> output)
    {
        var content = new Content(SchemaTool.NameIn(request));
        var index = 0;
        foreach (var block in message.Get("content").Items())
        {
            content.Add(block, index++);
        }

        AnthropicUsage.Note(message.Get("usage"), facts);
        AnthropicEvents.Head(message, facts);
        var reason = message.Text("stop_reason") is "tool_use" && !content.HasCalls ? "end_turn" : message.Text("stop_reason");
        if (facts.Detailed)
        {
            facts.Finished(reason is null ? "stop" : FinishReasons.Of(reason));
        }

        using var json = new Utf8JsonWriter(output, ChatWriting.Options);
        json.WriteStartObject();
        ChatWriting.Head(json, request, "chat.completion", message.Text("id"), message.Text("model"));
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        content.Write(json);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        ChatWriting.Finish(json, reason, message.Text("stop_sequence"));
        json.WriteEndObject();
        json.WriteEndArray();
        if (facts.Usage is { } usage)
        {
            ChatWriting.Usage(json, usage);
        }

        json.WriteEndObject();
        return null;
    }

    /// <param name="schemaTool">The tool whose input is the content; null for none.</param>
    private sealed class Content(string? schemaTool)
    {
        private readonly StringBuilder text = new();
        private readonly StringBuilder reasoning = new();
        private readonly List<Action<Utf8JsonWriter>> details = [];
        private readonly List<JsonElement> calls = [];
        private readonly List<Action<Utf8JsonWriter>> kept = [];
        private readonly List<(JsonElement Citation, int Start, int End)> citations = [];

        public bool HasCalls => calls.Count > 0;

        public void Add(JsonElement block, int index)
        {
            switch (block.Text("type"))
            {
                case "text":
                    var start = text.Length;
                    text.Append(block.Text("text"));
                    citations.AddRange(block.Get("citations").Items().Select(citation => (citation, start, text.Length)));
                    break;
                case "thinking":
                    reasoning.Append(block.Text("thinking"));
                    details.Add(json => ChatWriting.Reasoning(json, index, block.Text("thinking") ?? "", block.Text("signature"), null));
                    break;
                case "redacted_thinking":
                    details.Add(json => ChatWriting.Reasoning(json, index, null, null, block.Text("data") ?? ""));
                    break;
                case "tool_use" when schemaTool is not null && JsonText.Is(block, "name", schemaTool):
                    text.Append(block.Get("input").ValueKind == JsonValueKind.Object ? block.Get("input").GetRawText() : "{}");
                    break;
                case "tool_use":
                    calls.Add(block);
                    break;
                case not null:
                    kept.Add(json => ChatWriting.Kept(json, index, inner => inner.WriteRaw(block)));
                    break;
            }
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteString("content"u8, text.Length > 0 || calls.Count == 0 ? text.ToString() : null);
            json.WriteNull("refusal"u8);
            if (reasoning.Length > 0)
            {
                json.WriteString("reasoning_content"u8, reasoning.ToString());
            }

            if (details.Count > 0)
            {
                json.WriteStartArray("reasoning_details"u8);
                details.ForEach(write => write(json));
                json.WriteEndArray();
            }

            WriteCalls(json);
            Citations.Write(json, citations);
            WriteExtra(json);
        }

        private void WriteCalls(Utf8JsonWriter json)
        {
            if (calls.Count == 0)
            {
                return;
            }

            json.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, call.Text("id") ?? "");
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, call.Text("name") ?? "");
                json.WriteString("arguments"u8, call.Get("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : "{}");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void WriteExtra(Utf8JsonWriter json)
        {
            if (kept.Count == 0 && citations.TrueForAll(citation => Citations.IsPage(citation.Citation)))
            {
                return;
            }

            json.WriteStartObject("extra_content"u8);
            json.WriteStartObject("anthropic"u8);
            Citations.WriteOthers(json, citations.Select(citation => citation.Citation));
            if (kept.Count > 0)
            {
                json.WriteStartArray("blocks"u8);
                kept.ForEach(write => write(json));
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
