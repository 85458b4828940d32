namespace YYC3.Llm.Router.Catalog;

/// <summary>One entry of <c>providers</c>.</summary>
internal sealed record ProviderDefinition(
    string Name,
    string Dialect,
    string BaseUrl,
    IReadOnlyList<string> Keys,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    DeadlineOverrides? Deadlines,
    bool? StreamUsage = null,
    string? Auth = null,
    string? ApiVersion = null,
    FieldEdits? Fields = null)
{
    /// <summary>Calls at once with each key; null: as many as come.</summary>
    public Limits? Limits { get; init; }

    /// <summary>Whether it takes calls. Default true.</summary>
    public bool Enabled { get; init; } = true;
}
