using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary>Reads and judges <c>messages</c>: their blocks, that each call is answered in the next message, and that signed thoughts are unchanged.</summary>
/// <param name="turns">Where it is gathered.</param>
/// <param name="signatures">With <c>demand</c>, a tool turn must begin with its signed thoughts.</param>
/// <param name="checks">Whether signatures are checked.</param>
internal sealed class AnthropicTurns(Turns turns, string signatures, bool checks)
{
    /// <summary>Reads all messages.</summary>
    public void Read(JsonElement[] messages)
    {
        if (messages.Length == 0)
        {
            throw new ScriptException("messages: at least one message is required");
        }

        for (var index = 0; index < messages.Length; index++)
        {
            var path = $"messages.{index}";
            var role = messages[index].AsObject(path).NeedWord("role", path, "user", "assistant");
            messages[index].Only(path, "role", "content");
            if (index == 0 && role != "user")
            {
                throw new ScriptException("messages: first message must use the \"user\" role");
            }

            Message(messages[index].Need("content", path), role, path, last: index == messages.Length - 1);
        }

        turns.NeedAnswered("messages");
    }

    private void Message(JsonElement content, string role, string path, bool last)
    {
        path += ".content";
        if (content.ValueKind == JsonValueKind.String)
        {
            turns.NeedAnswered(path);
            turns.Begin(role);
            turns.Text(content.GetString()!.Length > 0 || (last && role == "assistant") ? content.GetString()! : throw new ScriptException($"{path}: must not be empty."));
            return;
        }

        var blocks = content.AsArray(path);
        if (blocks.Length == 0)
        {
            throw new ScriptException($"{path}: must not be empty.");
        }

        var results = blocks.Any(block => block.ValueKind == JsonValueKind.Object && block.TryGetProperty("type", out var type) && type.ValueEquals("tool_result"));
        turns.Begin(results ? "tool" : role);
        foreach (var (index, block) in blocks.Index())
        {
            Block(block.AsObject($"{path}.{index}"), role, $"{path}.{index}");
            if (role == "user" && !block.GetProperty("type").ValueEquals("tool_result"))
            {
                // Results stand first in the message behind the calls; text may follow once all are answered.
                turns.NeedAnswered($"{path}.{index}");
            }
        }

        if (role == "user")
        {
            turns.NeedAnswered(path);
        }
        else
        {
            DemandThoughts(blocks, path);
        }
    }

    private void Block(JsonElement block, string role, string path)
    {
        var type = role == "user"
            ? block.NeedWord("type", path, "text", "image", "document", "tool_result")
            : block.NeedWord("type", path, "text", "thinking", "redacted_thinking", "tool_use");
        switch (type)
        {
            case "text":
                block.Only(path, "type", "text", "cache_control", "citations");
                turns.Text(block.NeedText("text", path));
                break;
            case "image" or "document":
                Source(block.Need("source", path).AsObject(path + ".source"), path + ".source", image: type == "image");
                break;
            case "tool_use":
                block.Only(path, "type", "id", "name", "input", "cache_control", "caller");
                block.Need("input", path).AsObject(path + ".input");
                turns.Call(block.NeedText("id", path), block.NeedText("name", path), path);
                break;
            case "tool_result":
                turns.Result(block.NeedText("tool_use_id", path), path);
                block.Only(path, "type", "tool_use_id", "content", "is_error", "cache_control");
                block.Flag("is_error", path);
                ResultContent(block, path);
                break;
            case "thinking":
                Signed(block.Need("thinking", path).AsText(path + ".thinking"), block.Need("signature", path).AsText(path + ".signature"), path);
                break;
            default:
                block.NeedText("data", path);
                break;
        }
    }

    private void ResultContent(JsonElement block, string path)
    {
        if (!block.Has("content", out var content))
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            turns.Text(content.GetString()!);
            return;
        }

        foreach (var (index, part) in content.AsArray(path + ".content").Index())
        {
            var at = $"{path}.content.{index}";
            if (part.AsObject(at).NeedWord("type", at, "text", "image", "document", "search_result") == "text")
            {
                turns.Text(part.NeedText("text", at));
            }
            else if (part.Has("source", out var source) && source.ValueKind == JsonValueKind.Object)
            {
                Source(source, at + ".source", image: part.GetProperty("type").ValueEquals("image"));
            }
        }
    }

    private void Source(JsonElement source, string path, bool image)
    {
        switch (source.NeedWord("type", path, "base64", "url", "file", "text", "content"))
        {
            case "base64":
                var media = image ? source.NeedWord("media_type", path, "image/jpeg", "image/png", "image/gif", "image/webp") : source.NeedText("media_type", path);
                Shape.Base64(source.NeedText("data", path), path + ".data");
                turns.Image(media);
                break;
            case "url":
                source.NeedText("url", path);
                turns.Image("url");
                break;
            default:
                turns.Image("file");
                break;
        }
    }

    private void Signed(string thought, string signature, string path)
    {
        if (checks && signature != Signature.Of(thought))
        {
            throw new ScriptException($"{path}: Invalid `signature` in `thinking` block");
        }
    }

    private void DemandThoughts(JsonElement[] blocks, string path)
    {
        if (signatures == "demand" && turns.HasOpenCalls && !blocks[0].GetProperty("type").ValueEquals("thinking") && !blocks[0].GetProperty("type").ValueEquals("redacted_thinking"))
        {
            throw new ScriptException($"{path}.0.type: Expected `thinking` or `redacted_thinking`, but found `{blocks[0].GetProperty("type").GetString()}`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.");
        }
    }
}
