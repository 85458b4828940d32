using YYC3.Llm.RagService.Chunking;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>A file to be read into a vector store.</summary>
/// <param name="FileId">The file.</param>
/// <param name="Attributes">The caller's pairs, as JSON.</param>
/// <param name="Chunking">How it is cut.</param>
internal sealed record NewAttachment(string FileId, string Attributes, ChunkingStrategy Chunking);
