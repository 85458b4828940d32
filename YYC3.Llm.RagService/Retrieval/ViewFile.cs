using System.Text.Json;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A file in a view.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes, as the caller gave them.</param>
/// <param name="Pairs">The same, by key.</param>
internal sealed record ViewFile(string Id, string Name, JsonElement Attributes, IReadOnlyDictionary<string, JsonElement> Pairs);
