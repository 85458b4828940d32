namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>How long a service that died stays down: 1, 2, 4 … 30 s, and 1 s again after a good minute.</summary>
internal sealed class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoodWhile = TimeSpan.FromSeconds(60);

    private TimeSpan next = First;

    /// <summary>The time to wait before the next start.</summary>
    /// <param name="uptime">How long the process lived.</param>
    public TimeSpan Next(TimeSpan uptime)
    {
        var delay = uptime >= GoodWhile ? First : next;
        next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }
}
