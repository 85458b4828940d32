using System.Globalization;
using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Vectors that can be compared with each other: those of one model, cut to one length.</summary>
/// <param name="Model">The model, as Router knows it.</param>
/// <param name="Dimensions">The length that is asked for; null: the model's own.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EmbeddingSpace(string Model, int? Dimensions)
{
    /// <summary>Its name in the database: <c>model</c> or <c>model@dimensions</c>.</summary>
    public string Key => Dimensions is { } length ? string.Create(CultureInfo.InvariantCulture, $"{Model}@{length}") : Model;

    /// <summary>The space of a name.</summary>
    public static EmbeddingSpace Parse(string key) =>
        key.LastIndexOf('@') is > 0 and var at && int.TryParse(key.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new EmbeddingSpace(key[..at], length)
            : new EmbeddingSpace(key, null);
}
