using System.Text;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Leaves a field out.</summary>
/// <param name="field">Its name.</param>
/// <param name="warning">What the caller is told; null when nothing is lost.</param>
/// <param name="harmless">The value, as JSON, that says what holds without the field: nobody is warned of it.</param>
internal sealed class DropField(string field, string? warning, string? harmless = null) : FieldRule(field)
{
    private readonly byte[]? harmless = harmless is null ? null : Encoding.UTF8.GetBytes(harmless);

    protected override void Apply(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        request.Remove(Field);
        if (warning is not null && !IsHarmless(value.Span))
        {
            warnings.Add(warning);
        }
    }

    private bool IsHarmless(ReadOnlySpan<byte> value) =>
        harmless is not null && (value.SequenceEqual(harmless) || (JsonValues.AsNumber(value) is { } number && number == JsonValues.AsNumber(harmless)));
}
