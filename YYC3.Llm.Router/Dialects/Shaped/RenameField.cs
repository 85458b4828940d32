namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Sends a field under another name. When the request has both, the renamed one counts.</summary>
/// <param name="field">The name callers use.</param>
/// <param name="to">The name the provider knows.</param>
/// <param name="warning">What the caller is told; null when nothing is lost.</param>
internal sealed class RenameField(string field, string to, string? warning) : FieldRule(field)
{
    protected override void Apply(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        request.Rename(Field, to);
        if (warning is not null)
        {
            warnings.Add(warning);
        }
    }
}
