namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>A change to the objects of an array.</summary>
/// <param name="Sought">Byte strings of which one is in every array that the edit changes.</param>
/// <param name="Apply">Changes one object.</param>
internal sealed record ItemEdit(byte[][] Sought, Action<JsonFields, RequestWarnings> Apply)
{
    public bool Concerns(ReadOnlySpan<byte> json)
    {
        foreach (var sought in Sought)
        {
            if (json.IndexOf(sought) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
