using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// Citations of a text block: those of web pages become OpenAI's <c>url_citation</c> annotations, over the block's whole text, which is what
/// Anthropic says they support; those of documents have no counterpart and go along as they are.
/// </summary>
internal static class Citations
{
    /// <summary>Writes <c>annotations</c> for those that fit; nothing when none does.</summary>
    /// <param name="json">Stands in a message or delta.</param>
    /// <param name="blocks">Citations with the range of text they support, in UTF-16 units of the answer.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<(JsonElement Citation, int Start, int End)> blocks)
    {
        var pages = blocks.Where(block => IsPage(block.Citation)).ToList();
        if (pages.Count == 0)
        {
            return;
        }

        json.WriteStartArray("annotations"u8);
        foreach (var (citation, start, end) in pages)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "url_citation"u8);
            json.WriteStartObject("url_citation"u8);
            json.WriteString("url"u8, citation.Text("url"));
            json.WriteString("title"u8, citation.Text("title") ?? "");
            json.WriteNumber("start_index"u8, start);
            json.WriteNumber("end_index"u8, end);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the others, in <c>extra_content.anthropic</c>.</summary>
    public static void WriteOthers(Utf8JsonWriter json, IEnumerable<JsonElement> citations)
    {
        var others = citations.Where(citation => !IsPage(citation)).ToList();
        if (others.Count > 0)
        {
            json.WriteStartArray("citations"u8);
            others.ForEach(json.WriteRaw);
            json.WriteEndArray();
        }
    }

    public static bool IsPage(JsonElement citation) => citation.Text("type") == "web_search_result_location" && citation.Text("url") is { Length: > 0 };
}
