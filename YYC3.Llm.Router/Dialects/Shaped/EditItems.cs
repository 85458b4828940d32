namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Edits the objects in an array field: messages, tools. Those that no edit changes keep their bytes.</summary>
/// <param name="field">The array's name.</param>
/// <param name="edits">In this order.</param>
internal sealed class EditItems(string field, params ItemEdit[] edits) : IRequestRule
{
    public bool Concerns(ReadOnlySpan<byte> body)
    {
        foreach (var edit in edits)
        {
            if (edit.Concerns(body))
            {
                return true;
            }
        }

        return false;
    }

    public void Apply(JsonFields request, RequestWarnings warnings)
    {
        if (request.TryGet(field, out var items))
        {
            var wanted = Array.FindAll(edits, edit => edit.Concerns(items.Span));
            if (wanted.Length > 0 && JsonItems.Edit(items, item => Array.ForEach(wanted, edit => edit.Apply(item, warnings))) is { } edited)
            {
                request.Set(field, edited);
            }
        }
    }
}
