using System.Text;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>A rule about one top-level field. What is null counts as not given.</summary>
/// <param name="field">Its name.</param>
internal abstract class FieldRule(string field) : IRequestRule
{
    private readonly byte[] sought = Encoding.UTF8.GetBytes($"\"{field}\"");

    public string Field { get; } = field;

    public bool Concerns(ReadOnlySpan<byte> body) => body.IndexOf(sought) >= 0;

    public void Apply(JsonFields request, RequestWarnings warnings)
    {
        if (request.TryGet(Field, out var value))
        {
            if (JsonValues.IsNull(value.Span))
            {
                request.Remove(Field);
                return;
            }

            Apply(request, value, warnings);
        }
    }

    /// <summary>Changes the request for the field's sake.</summary>
    /// <param name="request">The request.</param>
    /// <param name="value">The field's value, not null.</param>
    /// <param name="warnings">Takes what is lost by it.</param>
    protected abstract void Apply(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings);
}
