namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Which call of a choice each part of a streamed tool call belongs to. A provider's number is believed as long as nothing speaks against it:
/// another id, or another name, under the same number is another call.</summary>
internal sealed class ToolCallNumbers
{
    private readonly Dictionary<int, (string? Id, string? Name)> calls = [];
    private readonly Dictionary<int, int> given = [];
    private int last = -1;

    /// <summary>The number of the call that a part belongs to.</summary>
    /// <param name="number">The provider's; null when it says none.</param>
    /// <param name="id">The call's id; null or empty when the part says none.</param>
    /// <param name="name">The function's name; null or empty when the part says none.</param>
    public int Of(int? number, string? id, string? name)
    {
        var known = number is { } said ? given.GetValueOrDefault(said, said) : last;
        if (calls.TryGetValue(known, out var call) && IsAnother(call, id, name))
        {
            known = calls.Keys.Max() + 1;
            call = default;
        }

        known = Math.Max(known, 0);
        calls[known] = (Given(call.Id) ?? id, Given(call.Name) ?? name);
        last = known;
        if (number is { } place)
        {
            given[place] = known;
        }

        return known;
    }

    private static bool IsAnother((string? Id, string? Name) call, string? id, string? name) =>
        (Given(call.Id) is { } known && Given(id) is { } told && told != known)
        || (Given(id) is null && Given(call.Name) is { } called && Given(name) is { } calls && calls != called);

    private static string? Given(string? text) => text is { Length: > 0 } ? text : null;
}
