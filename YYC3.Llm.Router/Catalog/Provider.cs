using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Router.Catalog;

/// <summary>A provider as calls see it: placeholders filled in, dialect found. Immutable.</summary>
/// <param name="Name">As the catalog names it.</param>
/// <param name="Dialect">How it is spoken to.</param>
/// <param name="BaseUrl">Without a slash at its end; null when it is not configured or the dialect needs none.</param>
/// <param name="Keys">Those that are set; none for providers that want none.</param>
/// <param name="Headers">Sent with every request.</param>
/// <param name="Deadlines">The defaults with what the provider declares.</param>
/// <param name="Missing">Variables that are not set; while there are any the provider takes no traffic.</param>
/// <param name="StreamUsage">Whether to ask for a stream's usage where the caller does not; null: as the dialect does.</param>
/// <param name="Auth">How its keys are sent, one of the dialect's ways; null: the dialect's first.</param>
/// <param name="ApiVersion">Which version of the provider's API is asked for; null: as the dialect does.</param>
/// <param name="Fields">Request fields to drop or rename.</param>
/// <param name="Secrets">What must never be shown: keys and values of filled-in headers.</param>
internal sealed record Provider(
    string Name,
    IDialect Dialect,
    string? BaseUrl,
    IReadOnlyList<ProviderKey> Keys,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    Deadlines Deadlines,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Secrets,
    bool? StreamUsage = null,
    string? Auth = null,
    string? ApiVersion = null,
    FieldEdits? Fields = null)
{
    /// <summary>Calls at once with each key; null: as many as come.</summary>
    public Limits? KeyLimits { get; init; }

    /// <summary>Whether it is switched off, and takes no traffic.</summary>
    public bool IsDisabled { get; init; }

    public bool IsActive => Missing.Count == 0 && !IsDisabled;
}
