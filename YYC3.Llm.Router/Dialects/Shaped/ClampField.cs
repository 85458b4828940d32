using System.Globalization;
using System.Text;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Keeps a number within what the provider takes. What is not a number is for the provider to refuse.</summary>
/// <param name="field">Its name.</param>
/// <param name="least">Smallest value sent.</param>
/// <param name="most">Largest value sent.</param>
/// <param name="provider">Who wants it so, for the warning.</param>
internal sealed class ClampField(string field, double least, double most, string provider) : FieldRule(field)
{
    protected override void Apply(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        if (JsonValues.AsNumber(value.Span) is { } given && Math.Clamp(given, least, most) is var sent && sent != given)
        {
            var text = sent.ToString("R", CultureInfo.InvariantCulture);
            request.Set(Field, Encoding.ASCII.GetBytes(text));
            warnings.Add($"{Field} changed to {text}: {provider} does not accept {given.ToString("R", CultureInfo.InvariantCulture)}");
        }
    }
}
