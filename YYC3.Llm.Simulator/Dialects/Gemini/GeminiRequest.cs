using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>Reads and judges a request to generate.</summary>
internal static class GeminiRequest
{
    /// <summary>The variant bit of a request that wants to see the thoughts.</summary>
    public const int IncludesThoughts = 1;

    /// <summary>The variant bit of a stream that is one JSON array.</summary>
    public const int IsArray = 2;

    /// <summary>Reads a request.</summary>
    /// <exception cref="ScriptException">The request is one that Gemini would refuse.</exception>
    public static Prompt Read(JsonElement root, int bytes, string signatures, out int variant)
    {
        root.AsObject("body");
        root.Only("", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings", "cachedContent", "labels", "model");
        variant = Config(root);
        var turns = new Turns();
        var declared = Tools(root, turns);
        Choice(root, declared);
        if (root.Has("systemInstruction", out var system))
        {
            foreach (var (index, part) in system.AsObject("systemInstruction").Need("parts", "systemInstruction").AsArray("systemInstruction.parts").Index())
            {
                part.AsObject($"systemInstruction.parts[{index}]").Need("text", $"systemInstruction.parts[{index}]").AsText($"systemInstruction.parts[{index}].text");
            }
        }

        new GeminiTurns(turns, signatures).Read(root.Need("contents", "").AsArray("contents"));
        return turns.Build(bytes);
    }

    private static int Config(JsonElement root)
    {
        const string Path = "generationConfig";
        if (!root.Has(Path, out var config))
        {
            return 0;
        }

        config.AsObject(Path).Only(Path, "temperature", "topP", "topK", "maxOutputTokens", "candidateCount", "stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "responseModalities", "seed", "presencePenalty", "frequencyPenalty", "responseLogprobs", "logprobs", "thinkingConfig", "speechConfig", "mediaResolution", "imageConfig", "enableEnhancedCivicAnswers");
        config.Number("temperature", Path, 0, 2);
        config.Number("topP", Path, 0, 1);
        config.Number("topK", Path, 1, 1000, whole: true);
        config.Number("maxOutputTokens", Path, 1, int.MaxValue, whole: true);
        config.Number("candidateCount", Path, 1, 8, whole: true);
        config.Number("seed", Path, int.MinValue, int.MaxValue, whole: true);
        config.Number("presencePenalty", Path, -2, 2);
        config.Number("frequencyPenalty", Path, -2, 2);
        if (config.Has("stopSequences", out var stops) && stops.AsArray(Path + ".stopSequences").Length > 5)
        {
            throw new ScriptException($"{Path}.stopSequences: at most 5.");
        }

        var schema = config.Has("responseSchema", out _) || config.Has("responseJsonSchema", out _);
        if (schema && !(config.Has("responseMimeType", out var mime) && mime.ValueEquals("application/json")))
        {
            throw new ScriptException($"{Path}.responseSchema: needs responseMimeType application/json.");
        }

        if (!config.Has("thinkingConfig", out var thinking))
        {
            return 0;
        }

        thinking.AsObject(Path + ".thinkingConfig").Only(Path + ".thinkingConfig", "thinkingBudget", "includeThoughts", "thinkingLevel");
        thinking.Number("thinkingBudget", Path + ".thinkingConfig", -1, 65536, whole: true);
        if (thinking.Has("thinkingBudget", out _) && thinking.Has("thinkingLevel", out _))
        {
            throw new ScriptException($"{Path}.thinkingConfig: You can only set only one of thinking budget and thinking level.");
        }

        return thinking.Flag("includeThoughts", Path + ".thinkingConfig") ? IncludesThoughts : 0;
    }

    private static HashSet<string> Tools(JsonElement root, Turns turns)
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        if (!root.Has("tools", out var tools))
        {
            return declared;
        }

        foreach (var (index, tool) in tools.AsArray("tools").Index())
        {
            tool.AsObject($"tools[{index}]").Only($"tools[{index}]", "functionDeclarations", "googleSearch", "googleSearchRetrieval", "codeExecution", "urlContext");
            if (!tool.Has("functionDeclarations", out var functions))
            {
                continue;
            }

            foreach (var (number, function) in functions.AsArray($"tools[{index}].functionDeclarations").Index())
            {
                var path = $"tools[{index}].functionDeclarations[{number}]";
                function.AsObject(path).Only(path, "name", "description", "parameters", "parametersJsonSchema", "response", "responseJsonSchema", "behavior");
                var name = function.NeedText("name", path);
                turns.Tool(name, path);
                declared.Add(name);
                if (function.Has("parameters", out var parameters))
                {
                    GeminiSchema.Check(parameters, path + ".parameters");
                }
            }
        }

        return declared;
    }

    private static void Choice(JsonElement root, HashSet<string> declared)
    {
        const string Path = "toolConfig.functionCallingConfig";
        if (!root.Has("toolConfig", out var config) || !config.AsObject("toolConfig").Has("functionCallingConfig", out var calling))
        {
            return;
        }

        var mode = calling.AsObject(Path).NeedWord("mode", Path, "AUTO", "ANY", "NONE", "VALIDATED");
        if (!calling.Has("allowedFunctionNames", out var names))
        {
            return;
        }

        foreach (var name in names.AsArray(Path + ".allowedFunctionNames").Select(name => name.AsText(Path + ".allowedFunctionNames")))
        {
            if (mode is not ("ANY" or "VALIDATED") || !declared.Contains(name))
            {
                throw new ScriptException($"{Path}.allowedFunctionNames: '{name}' needs mode ANY and a declaration of that name.");
            }
        }
    }
}
