using YYC3.Llm.Router.Dialects.Shaped;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Request fields that a provider or a deployment does not take as callers send them.</summary>
/// <param name="Drop">Top-level fields to leave out.</param>
/// <param name="Rename">Top-level fields and the names to send them under.</param>
internal sealed record FieldEdits(IReadOnlyList<string> Drop, IReadOnlyList<KeyValuePair<string, string>> Rename)
{
    public static readonly FieldEdits None = new([], []);

    /// <summary>What Router itself goes by, or the call is about: these stay.</summary>
    public static readonly string[] Kept = ["model", "messages", "input", "query", "prompt", "stream"];

    public bool IsEmpty => Drop.Count == 0 && Rename.Count == 0;

    /// <summary>Both together; what <paramref name="second"/> says of a field counts.</summary>
    public static FieldEdits Join(FieldEdits? first, FieldEdits? second) => (first, second) switch
    {
        (null, null) => None,
        ({ } only, null) => only,
        (null, { } only) => only,
        ({ } one, { } two) => new FieldEdits(
            [.. one.Drop.Except(two.Rename.Select(pair => pair.Key)).Union(two.Drop)],
            [.. one.Rename.Where(pair => !two.Drop.Contains(pair.Key) && two.Rename.All(other => other.Key != pair.Key)), .. two.Rename]),
    };

    /// <summary>The rules that do it.</summary>
    /// <param name="who">Who wants it so, for the warnings.</param>
    public IEnumerable<IRequestRule> Rules(string who) =>
    [
        .. Rename.Select(pair => new RenameField(pair.Key, pair.Value, $"{pair.Key} sent as {pair.Value}: configured for {who}")),
        .. Drop.Select(field => new DropField(field, $"{field} dropped: configured for {who}")),
    ];
}
