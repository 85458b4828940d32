using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>Reads and judges <c>contents</c>: calls have no ids, so results answer them by name and in number.</summary>
internal sealed class GeminiTurns(Turns turns, string signatures)
{
    /// <summary>Reads all contents.</summary>
    public void Read(JsonElement[] contents)
    {
        if (contents.Length == 0)
        {
            throw new ScriptException("contents: is not specified.");
        }

        var open = new List<string>();
        for (var index = 0; index < contents.Length; index++)
        {
            var path = $"contents[{index}]";
            var content = contents[index].AsObject(path);
            content.Only(path, "role", "parts");
            var role = content.Has("role", out _) ? content.NeedWord("role", path, "user", "model", "function") : "user";
            var parts = content.Need("parts", path).AsArray(path + ".parts");
            if (parts.Length == 0)
            {
                throw new ScriptException($"{path}.parts: must not be empty.");
            }

            Content(parts, role, path, open);
        }

        if (open.Count > 0)
        {
            throw new ScriptException($"contents: function calls without responses: {string.Join(", ", open)}.");
        }
    }

    private void Content(JsonElement[] parts, string role, string path, List<string> open)
    {
        var responses = parts.Count(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("functionResponse", out _));
        if (open.Count > 0 && responses != open.Count)
        {
            throw new ScriptException($"{path}: Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn ({open.Count}).");
        }

        turns.Begin(responses > 0 ? "tool" : role == "model" ? "assistant" : "user");
        var calls = 0;
        foreach (var (index, part) in parts.Index())
        {
            var at = $"{path}.parts[{index}]";
            part.AsObject(at).Only(at, "text", "thought", "thoughtSignature", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult", "videoMetadata");
            if (part.Has("functionCall", out var call))
            {
                Call(part, call, role, at, first: calls++ == 0, open);
            }
            else if (part.Has("functionResponse", out var response))
            {
                Response(response, role, at, open);
            }
            else if (part.Has("inlineData", out var data))
            {
                turns.Image(data.AsObject(at + ".inlineData").NeedText("mimeType", at + ".inlineData"));
                Shape.Base64(data.NeedText("data", at + ".inlineData"), at + ".inlineData.data");
            }
            else if (part.Has("fileData", out var file))
            {
                file.AsObject(at + ".fileData").NeedText("fileUri", at + ".fileData");
                turns.Image("url");
            }
            else if (part.Flag("thought", at))
            {
                part.Need("text", at).AsText(at + ".text");
            }
            else
            {
                turns.Text(part.Need("text", at).AsText(at + ".text"));
            }
        }
    }

    // Only the first of several parallel calls is signed.
    private void Call(JsonElement part, JsonElement call, string role, string path, bool first, List<string> open)
    {
        if (role != "model")
        {
            throw new ScriptException($"{path}.functionCall: stands in a turn of role '{role}'; only 'model' calls.");
        }

        var name = call.AsObject(path + ".functionCall").NeedText("name", path + ".functionCall");
        call.Only(path + ".functionCall", "name", "args", "id");
        if (call.Has("args", out var args))
        {
            args.AsObject(path + ".functionCall.args");
        }

        var signed = part.Has("thoughtSignature", out var signature);
        if (signed && signatures != "ignore" && signature.AsText(path + ".thoughtSignature") != Signature.Of("call:" + name))
        {
            throw new ScriptException($"{path}.thoughtSignature: Corrupted thought signature.");
        }

        if (!signed && first && signatures == "demand")
        {
            throw new ScriptException($"{path}: Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly; function call `{name}`.");
        }

        open.Add(name);
    }

    private void Response(JsonElement response, string role, string path, List<string> open)
    {
        path += ".functionResponse";
        var name = response.AsObject(path).NeedText("name", path);
        var result = response.Need("response", path).AsObject(path + ".response");
        if (role == "model" || !open.Remove(name))
        {
            throw new ScriptException($"{path}: '{name}' answers no function call of the turn before it.");
        }

        // A lone text inside is what the tool said; anything else is read as it stands.
        var properties = result.EnumerateObject().ToArray();
        turns.Text(properties is [{ Value.ValueKind: JsonValueKind.String } only] ? only.Value.GetString()! : result.GetRawText());
    }
}
