using System.Text.Json;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>Citations on the wire: the <c>file_citation</c> annotation of OpenAI's Responses API, with the place in the document added.</summary>
internal static class Annotations
{
    /// <summary>Writes the list of an answer's annotations.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="answer">The answer's text.</param>
    /// <param name="passages">The sources, in the order of their numbers.</param>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<char> answer, IReadOnlyList<Passage> passages)
    {
        json.WriteStartArray();
        foreach (var citation in CitationFinder.Find(answer, passages.Count))
        {
            Write(json, answer, citation, passages[citation.Source - 1]);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one annotation.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<char> answer, Citation citation, Passage passage)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "file_citation"u8);
        json.WriteNumber("index"u8, citation.Start);
        json.WriteString("file_id"u8, passage.FileId);
        json.WriteString("filename"u8, passage.FileName);
        json.WriteNumber("source"u8, citation.Source);
        json.WriteNumber("start_index"u8, citation.Start);
        json.WriteNumber("end_index"u8, citation.End);
        json.WriteString("vector_store_id"u8, passage.VectorStoreId);
        json.WriteString("chunk_id"u8, passage.ChunkId);
        if (passage.Page is { } page)
        {
            json.WriteNumber("page"u8, page);
        }
        else
        {
            json.WriteNull("page"u8);
        }

        json.WriteString("heading"u8, passage.Heading);
        json.WriteStartObject("span"u8);
        json.WriteNumber("start"u8, passage.Start);
        json.WriteNumber("end"u8, passage.End);
        json.WriteEndObject();
        json.WriteNumber("score"u8, passage.Score);
        json.WriteNumber("support"u8, CitationSupport.Of(answer, citation, passage.Text));
        json.WriteEndObject();
    }
}
