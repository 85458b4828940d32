namespace YYC3.Llm.Router.Dialects;

/// <summary>What was changed or left out of a request because the provider does not accept it; told in the header <c>x-yyc3-warnings</c>.</summary>
internal sealed class RequestWarnings
{
    private List<string>? warnings;

    /// <summary>The warnings so far, as a header's value; null when there are none.</summary>
    public string? Header => warnings is null ? null : string.Join("; ", warnings);

    /// <summary>Forgets those of an attempt that failed: the next one may be asked otherwise.</summary>
    public void Clear() => warnings = null;

    /// <summary>Notes one, once.</summary>
    /// <param name="warning">Such as <c>frequency_penalty dropped: zhipu does not accept it</c>; ASCII, without semicolons.</param>
    public void Add(string warning)
    {
        warnings ??= [];
        if (!warnings.Contains(warning, StringComparer.Ordinal))
        {
            warnings.Add(warning);
        }
    }
}
