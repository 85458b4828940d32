namespace YYC3.Llm.Router.Relay;

/// <summary>One note of each type: what a gate found out and an observer needs again. A handful at most, so a list is searched.</summary>
internal sealed class CallNotes
{
    private object?[] notes = [];

    /// <summary>The note of that type; null when there is none.</summary>
    public T? Get<T>()
        where T : class
    {
        foreach (var note in notes)
        {
            if (note is T found)
            {
                return found;
            }
        }

        return null;
    }

    public void Set<T>(T note)
        where T : class
    {
        for (var i = 0; i < notes.Length; i++)
        {
            if (notes[i] is T)
            {
                notes[i] = note;
                return;
            }
        }

        notes = [.. notes, note];
    }
}
