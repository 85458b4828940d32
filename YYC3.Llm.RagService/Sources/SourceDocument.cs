namespace YYC3.Llm.RagService.Sources;

/// <summary>A document of a source.</summary>
/// <param name="Name">What it is known by: a path below the source, or an address.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Stamp">Changes when the document may have changed; the known one: it has not, and is not opened.</param>
/// <param name="OpenAsync">Opens it.</param>
internal sealed record SourceDocument(string Name, string FileName, string Stamp, Func<CancellationToken, Task<Stream>> OpenAsync);
