namespace YYC3.Llm.Router.Catalog;

/// <summary>Models that a local Ollama has.</summary>
/// <param name="BaseUrl">Its OpenAI-compatible base, <c>http://127.0.0.1:11434/v1</c>.</param>
/// <param name="Names">Name and type of each, in Ollama's order.</param>
internal sealed record DiscoveredModels(string BaseUrl, IReadOnlyList<(string Name, string Type)> Names)
{
    public static readonly DiscoveredModels None = new("", []);

    public bool Equals(DiscoveredModels? other) => other is not null && BaseUrl == other.BaseUrl && Names.SequenceEqual(other.Names);

    public override int GetHashCode() => HashCode.Combine(BaseUrl, Names.Count);
}
