namespace YYC3.Llm.AppHost.Local.Resources;

/// <summary>The last lines of one console, numbered from 1.</summary>
internal sealed class LineRing(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<ConsoleLine> lines = [];
    private long last;

    /// <summary>Adds a line under the next number.</summary>
    public void Add(DateTimeOffset time, bool isError, string text)
    {
        lock (gate)
        {
            lines.Enqueue(new ConsoleLine(++last, time, isError, text));
            if (lines.Count > capacity)
            {
                lines.Dequeue();
            }
        }
    }

    /// <summary>The lines numbered above <paramref name="after"/>, oldest first.</summary>
    public IReadOnlyList<ConsoleLine> Read(long after)
    {
        lock (gate)
        {
            var skip = (int)Math.Clamp(after - (last - lines.Count), 0, lines.Count);
            return [.. lines.Skip(skip)];
        }
    }
}
