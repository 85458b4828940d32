using System.Text.Json;
using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A passage that was found.</summary>
/// <param name="FileId">Its file.</param>
/// <param name="Filename">The file's name.</param>
/// <param name="Score">How well it fits, 0–1; see <see cref="Relevance"/>.</param>
/// <param name="Attributes">The file's attributes.</param>
/// <param name="Content">The passage: one item.</param>
/// <param name="VectorStoreId">Its store (an addition of ours, in searches over several stores only).</param>
internal sealed record SearchResult(
    string FileId,
    string Filename,
    double Score,
    JsonElement Attributes,
    IReadOnlyList<SearchContent> Content,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VectorStoreId);
