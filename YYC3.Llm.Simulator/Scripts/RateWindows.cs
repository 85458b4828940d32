using System.Collections.Concurrent;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>What is left of a rate limit after a call.</summary>
/// <param name="Limit">Calls a window.</param>
/// <param name="Remaining">Calls left in this one.</param>
/// <param name="Reset">Time until the next begins.</param>
/// <param name="At">When that is.</param>
/// <param name="Exceeded">Whether this call was one too many.</param>
internal readonly record struct RateState(int Limit, int Remaining, TimeSpan Reset, DateTimeOffset At, bool Exceeded);

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
