using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.Router.Completions.Chunks;

/// <summary>How chunks are written: Chinese stays readable.</summary>
internal static class ChunkJson
{
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
