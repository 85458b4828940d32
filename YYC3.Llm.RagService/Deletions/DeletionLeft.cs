using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Deletions;

/// <summary>What is left of a deletion.</summary>
/// <param name="Chunks">Passages in the database.</param>
/// <param name="Indexed">Passages in the index: their vectors and terms.</param>
/// <param name="FileParts">Parts of the file's bytes.</param>
internal sealed record DeletionLeft(long Chunks, long Indexed, long FileParts)
{
    [JsonIgnore]
    public bool IsNothing => Chunks + Indexed + FileParts == 0;
}
