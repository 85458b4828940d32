using System.Collections.Concurrent;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>The scripted rate limits: <c>limit</c> calls in a fixed <c>window</c>, counted for each script and credential.</summary>
internal sealed class RateWindows(TimeProvider time)
{
    private readonly ConcurrentDictionary<(Script, string), Window> windows = new();

    /// <summary>Counts a call.</summary>
    public RateState Take(Script script, string credential)
    {
        var limit = script.Number("limit", 1, 1);
        var length = script.Parameters.ContainsKey("window") ? script.Duration("window") : TimeSpan.FromMinutes(1);
        var window = windows.GetOrAdd((script, credential), _ => new Window());
        lock (window)
        {
            var now = time.GetUtcNow();
            if (now >= window.Ends)
            {
                window.Ends = now + length;
                window.Taken = 0;
            }

            var exceeded = window.Taken >= limit;
            window.Taken += exceeded ? 0 : 1;
            return new RateState(limit, limit - window.Taken, window.Ends - now, window.Ends, exceeded);
        }
    }

    /// <summary>Begins all windows anew.</summary>
    public void Clear() => windows.Clear();

    private sealed class Window
    {
        public DateTimeOffset Ends { get; set; } = DateTimeOffset.MinValue;

        public int Taken { get; set; }
    }
}
