using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>What an item says, as text.</summary>
internal static class ItemText
{
    /// <summary>How much of an item is indexed, in characters: its beginning. What is longer is a document, and belongs into a vector store.</summary>
    public const int Indexed = 20_000;

    private const int LongestTitle = 60;

    /// <summary>The words of a message, or of a tool's call or result; empty for anything else.</summary>
    public static string Of(JsonObject item) => item["type"].AsText() switch
    {
        "message" or null => Parts(item["content"]),
        "function_call" => $"{item["name"].AsText()} {item["arguments"].AsText()}",
        "function_call_output" or "mcp_call" => Parts(item["output"]),
        "reasoning" => Parts(item["summary"]),
        _ => "",
    };

    /// <summary>A title from the first sentence of the first user message among these; null when there is none with text.</summary>
    public static string? Title(IEnumerable<JsonObject> items)
    {
        foreach (var item in items)
        {
            if (item["type"].AsText() is "message" or null && item["role"].AsText() == "user" && Title(Of(item)) is { } title)
            {
                return title;
            }
        }

        return null;
    }

    /// <summary>The first sentence of a text in one line, at most 60 characters; null when there is none.</summary>
    public static string? Title(string text)
    {
        var line = string.Join(' ', text[..Math.Min(text.Length, 2000)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = new string([.. line.Where(c => !char.IsControl(c))]);
        var position = 0;
        if (!SentenceSplitter.TryReadNext(line, ref position, out var sentence))
        {
            return null;
        }

        var title = sentence.Of(line).Trim().ToString();
        if (title.Length <= LongestTitle)
        {
            return title.Length > 0 ? title : null;
        }

        var end = char.IsHighSurrogate(title[LongestTitle - 2]) ? LongestTitle - 2 : LongestTitle - 1;
        var space = title.LastIndexOf(' ', end - 1);
        return title[..(space > LongestTitle / 2 ? space : end)].TrimEnd() + "…";
    }

    /// <summary>The terms of a text, each once.</summary>
    public static HashSet<string> Terms(string text)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        TextAnalyzer.Analyze(text.AsSpan(0, Math.Min(text.Length, Indexed)), terms, static (term, set) => set.GetAlternateLookup<ReadOnlySpan<char>>().Add(term));
        return terms;
    }

    /// <summary>The terms of some texts, each with the last position that has it.</summary>
    public static IReadOnlyDictionary<string, long> Terms(IEnumerable<(long Position, string Text)> texts)
    {
        var terms = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (position, text) in texts)
        {
            TextAnalyzer.Analyze(
                text.AsSpan(0, Math.Min(text.Length, Indexed)), (terms, position), static (term, at) => at.terms.GetAlternateLookup<ReadOnlySpan<char>>()[term] = at.position);
        }

        return terms;
    }

    private static string Parts(JsonNode? content) => content switch
    {
        JsonArray parts => string.Join('\n', parts.OfType<JsonObject>().Select(part => part["text"].AsText() ?? part["refusal"].AsText()).Where(text => !string.IsNullOrEmpty(text))),
        _ => content.AsText() ?? "",
    };
}
