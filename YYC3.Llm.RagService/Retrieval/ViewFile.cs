using System.Text.Json;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A file in a view.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes, as the caller gave them.</param>
/// <param name="Pairs">The same, by key.</param>
/// <param name="Chunks">How many chunks it has.</param>
/// <param name="Terms">Their lengths in terms, added up.</param>
/// <param name="IsEmbedded">Whether its chunks have vectors in the store's embedding space.</param>
internal sealed record ViewFile(string Id, string Name, JsonElement Attributes, IReadOnlyDictionary<string, JsonElement> Pairs, long Chunks, long Terms, bool IsEmbedded)
{
    /// <summary>The name of one of its chunks, as answers have it.</summary>
    public string ChunkId(long ordinal) => ChunkId(Id, ordinal);

    /// <summary>The name of a chunk of a file.</summary>
    public static string ChunkId(string fileId, long ordinal) => $"chunk_{fileId["file-".Length..]}_{ordinal}";
}
