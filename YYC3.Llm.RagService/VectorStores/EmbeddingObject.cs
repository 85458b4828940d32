namespace YYC3.Llm.RagService.VectorStores;

/// <summary>What a vector store is embedded with (an addition of ours).</summary>
/// <param name="Model">The model, and behind an <c>@</c> the number of dimensions where one was asked for.</param>
/// <param name="Weight">What vectors weigh against words, 0–1, as an evaluation has set it; null: the default.</param>
/// <param name="Files">How many files are embedded; the others are found by their words.</param>
internal sealed record EmbeddingObject(string Model, double? Weight, long Files);
