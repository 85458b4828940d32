using System.Collections.Concurrent;
using YYC3.Llm.AppHost.Local.Processes;
using YYC3.Llm.AppHost.Local.Resources;
using YYC3.Llm.AppHost.Local.Terminal;

namespace YYC3.Llm.AppHost.Local;

/// <summary>Tells the board everything that happens to services, and the screen what a person wants to know.</summary>
internal sealed class ConsoleWatcher(ResourceBoard board, Screen screen, TimeProvider time) : IServiceWatcher
{
    private readonly ConcurrentDictionary<string, long> begun = new();

    /// <inheritdoc/>
    public void Starting(string name)
    {
        if (begun.TryAdd(name, time.GetTimestamp()))
        {
            screen.Progress(name, "starting");
        }
    }

    /// <inheritdoc/>
    public void BecameHealthy(string name) => screen.Progress(name, $"healthy after {time.GetElapsedTime(begun[name]).TotalSeconds:0.0} s");

    /// <inheritdoc/>
    public void Died(string name, int exitCode, TimeSpan delay)
    {
        var news = $"ended with exit code {exitCode}, starts again in {delay.TotalSeconds:0} s";
        board.Write(name, isError: true, $"[apphost] {name} {news}");
        screen.Progress(name, news);
    }

    /// <inheritdoc/>
    public void Stopped(string name) => screen.Progress(name, "stopped");

    /// <inheritdoc/>
    public void Wrote(string name, bool isError, string line)
    {
        board.Write(name, isError, line);
        screen.Relay(name, isError, line);
    }

    /// <inheritdoc/>
    public void Published(ResourceSnapshot snapshot) => board.Publish(snapshot);
}
