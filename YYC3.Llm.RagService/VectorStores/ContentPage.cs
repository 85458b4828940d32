namespace YYC3.Llm.RagService.VectorStores;

/// <summary>A page of a file's parsed text (<c>VectorStoreFileContentResponse</c>).</summary>
/// <param name="Object">Always <c>vector_store.file_content.page</c>.</param>
/// <param name="Data">The text in pieces, in reading order; joined, they are the document's text.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="NextPage">The token for it, as the query parameter <c>page</c>; null on the last page.</param>
internal sealed record ContentPage(string Object, IReadOnlyList<ContentPart> Data, bool HasMore, string? NextPage);
