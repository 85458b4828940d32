using System.Collections.Concurrent;

namespace YYC3.Llm.AppHost.Local.Terminal;

/// <summary>What the person who started AppHost sees: progress, the services' warnings, the banner. Whole lines only, whoever writes.</summary>
/// <param name="output">Where it is written.</param>
/// <param name="verbose">Whether every line of every service is shown.</param>
internal sealed class Screen(TextWriter output, bool verbose)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<(string Name, bool IsError), LogLevelFilter> filters = new();
    private int width = "ragservice".Length;

    /// <summary>Makes room for a name, so that the columns line up.</summary>
    public void Fit(string name) => width = Math.Max(width, name.Length);

    /// <summary>Writes a line of AppHost's own.</summary>
    public void Say(string text = "")
    {
        lock (gate)
        {
            output.WriteLine(text);
        }
    }

    /// <summary>Writes how far a resource is.</summary>
    public void Progress(string name, string text) => Say($"  {name.PadRight(width)}  {text}");

    /// <summary>Shows a line of a service, if it is worth it.</summary>
    public void Relay(string name, bool isError, string line)
    {
        if (filters.GetOrAdd((name, isError), static _ => new LogLevelFilter()).IsWorthShowing(line, isError) || verbose)
        {
            Say($"{name.PadRight(width)} | {line}");
        }
    }
}
