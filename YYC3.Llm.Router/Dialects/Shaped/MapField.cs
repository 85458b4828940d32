namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Changes a field in a way of its own.</summary>
/// <param name="field">Its name.</param>
/// <param name="map">Changes the request; gets the field's value, which is not null.</param>
internal sealed class MapField(string field, Action<JsonFields, ReadOnlyMemory<byte>, RequestWarnings> map) : FieldRule(field)
{
    protected override void Apply(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings) => map(request, value, warnings);
}
