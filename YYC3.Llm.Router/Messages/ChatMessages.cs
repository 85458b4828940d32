using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Messages;

/// <summary>Writes Anthropic's turns as OpenAI's messages: the results of tool calls become messages of their own, before what else a turn says.</summary>
internal sealed class ChatMessages(Utf8JsonWriter json)
{
    private ApiException? wrong;

    /// <summary>Writes them all; says what is wrong with the first that cannot be told.</summary>
    public ApiException? Write(JsonElement request)
    {
        if (AllText(request.Get("system")) is { Length: > 0 } system)
        {
            WriteText("system", system);
        }

        var i = 0;
        foreach (var message in request.Get("messages").Items())
        {
            var at = $"messages[{i++}]";
            var content = message.Get("content");
            switch (message.Text("role"))
            {
                case "user":
                    WriteUser(content, at);
                    break;
                case "assistant":
                    WriteAssistant(content, at);
                    break;
                case "system":
                    WriteText("system", AllText(content));
                    break;
                default:
                    wrong ??= ApiException.BadRequest($"{at}.role", $"{at}.role: it must be 'user' or 'assistant'.");
                    break;
            }
        }

        return wrong;
    }

    private void WriteUser(JsonElement content, string at)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            WriteText("user", content.Text() ?? "");
            return;
        }

        List<Action> parts = [];
        var j = 0;
        foreach (var block in content.Items())
        {
            var where = $"{at}.content[{j++}]";
            if (block.Text("type") == "tool_result")
            {
                WriteResult(block, where, parts);
            }
            else
            {
                Part(block, where, parts);
            }
        }

        if (parts.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            json.WriteStartArray("content"u8);
            parts.ForEach(part => part());
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    // OpenAI's tool messages hold text only: pictures follow in the user's message.
    private void WriteResult(JsonElement block, string where, List<Action> parts)
    {
        if (block.Text("tool_use_id") is not { Length: > 0 } id)
        {
            wrong ??= ApiException.BadRequest($"{where}.tool_use_id", $"{where}.tool_use_id: Field required");
            return;
        }

        var content = block.Get("content");
        var text = AllText(content);
        var pictures = content.Items().Where(part => part.Text("type") is "image" or "document").ToList();
        if (pictures.Count > 0)
        {
            text += (text.Length > 0 ? "\n" : "") + $"(What this call showed, {pictures.Count} in number, follows in the next message.)";
            parts.Add(() => TextPart($"What the call {id} showed:"));
            pictures.ForEach(picture => Part(picture, where, parts));
        }

        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteString("tool_call_id"u8, id);
        json.WriteString("content"u8, block.Get("is_error").ValueKind == JsonValueKind.True && !text.StartsWith("Error", StringComparison.OrdinalIgnoreCase) ? $"Error: {text}" : text);
        json.WriteEndObject();
    }

    private void Part(JsonElement block, string where, List<Action> parts)
    {
        var source = block.Get("source");
        switch (block.Text("type"), source.Text("type"))
        {
            case ("text", _):
                parts.Add(() => TextPart(block.Text("text") ?? ""));
                break;
            case ("image", "base64"):
                parts.Add(() => ImagePart($"data:{source.Text("media_type") ?? "image/png"};base64,{source.Text("data")}"));
                break;
            case ("image", "url"):
                parts.Add(() => ImagePart(source.Text("url") ?? ""));
                break;
            case ("document", "text"):
                parts.Add(() => TextPart(Titled(block, source.Text("data") ?? "")));
                break;
            case ("document", "content"):
                parts.Add(() => TextPart(Titled(block, AllText(source.Get("content")))));
                break;
            case ("document", "base64"):
                parts.Add(() => FilePart(block.Text("title") ?? "document.pdf", "file_data", $"data:{source.Text("media_type") ?? "application/pdf"};base64,{source.Text("data")}"));
                break;
            case ("document", "url"):
                parts.Add(() => FilePart(block.Text("title") ?? "document.pdf", "file_url", source.Text("url") ?? ""));
                break;
            case ("search_result", _):
                parts.Add(() => TextPart(Titled(block, AllText(block.Get("content")))));
                break;
            case (null, _):
                wrong ??= ApiException.BadRequest($"{where}.type", $"{where}.type: Field required");
                break;
            default:
                // What Anthropic's own servers made or keep (files, results of their tools) exists nowhere else; a deployment that speaks Messages gets it.
                break;
        }
    }

    private void WriteAssistant(JsonElement content, string at)
    {
        var blocks = content.Items().ToList();
        var text = AllText(content);
        var calls = blocks.FindAll(block => block.Text("type") == "tool_use");
        var thinking = blocks.FindAll(block => block.Text("type") is "thinking" or "redacted_thinking");
        if (text.Length + calls.Count + thinking.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, text.Length > 0 || calls.Count == 0 ? text : null);
        WriteThinking(blocks, thinking);
        if (calls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            calls.ForEach(call => WriteCall(call, at));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // The place of each among the blocks is kept: Anthropic wants them back where they were.
    private void WriteThinking(List<JsonElement> blocks, List<JsonElement> thinking)
    {
        if (string.Concat(thinking.Select(block => block.Text("thinking"))) is { Length: > 0 } reasoning)
        {
            json.WriteString("reasoning_content"u8, reasoning);
        }

        var kept = thinking.FindAll(block => block.Text("data") is not null || block.Text("signature") is { Length: > 0 });
        if (kept.Count == 0)
        {
            return;
        }

        json.WriteStartArray("reasoning_details"u8);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (kept.Contains(blocks[i]))
            {
                ChatWriting.Reasoning(json, i, blocks[i].Text("thinking"), blocks[i].Text("signature"), blocks[i].Text("data"));
            }
        }

        json.WriteEndArray();
    }

    private void WriteCall(JsonElement call, string at)
    {
        if (call.Text("id") is not { Length: > 0 } id || call.Text("name") is not { Length: > 0 } name)
        {
            wrong ??= ApiException.BadRequest(at, $"{at}: a tool_use block needs id and name.");
            return;
        }

        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, name);
        json.WriteString("arguments"u8, call.Get("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : "{}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteText(string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }

    private void TextPart(string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private void ImagePart(string url)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, url);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void FilePart(string name, string field, string value)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        json.WriteString("filename"u8, name);
        json.WriteString(field, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Titled(JsonElement block, string text) => block.Text("title") is { Length: > 0 } title ? $"{title}\n\n{text}" : text;

    /// <summary>The text of a string or of the text blocks, a blank line between blocks.</summary>
    private static string AllText(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.Text() ?? "";
        }

        var all = new StringBuilder();
        foreach (var block in content.Items())
        {
            if (block.Text("type") == "text" && block.Text("text") is { Length: > 0 } text)
            {
                all.Append(all.Length > 0 ? "\n\n" : "").Append(text);
            }
        }

        return all.ToString();
    }
}
