namespace YYC3.Llm.Router.Catalog;

/// <summary>What <c>models.json</c> says, checked but with its <c>${VARIABLES}</c> not yet filled in.</summary>
/// <param name="Providers">In the file's order.</param>
/// <param name="Models">In the file's order, which <c>default</c> goes by.</param>
internal sealed record CatalogDefinition(IReadOnlyList<ProviderDefinition> Providers, IReadOnlyList<ModelDefinition> Models);
