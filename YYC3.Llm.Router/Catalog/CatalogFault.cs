namespace YYC3.Llm.Router.Catalog;

/// <summary>One thing that is wrong with the catalog.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.models.chat.deployments[0].provider</c>.</param>
/// <param name="Message">What, and what would be right.</param>
internal sealed record CatalogFault(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
