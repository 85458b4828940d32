namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>Times as the databases keep them: UTC microseconds since 1970.</summary>
public static class Microseconds
{
    /// <summary>The stored form of a time.</summary>
    /// <param name="time">The time.</param>
    public static long ToMicroseconds(this DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A stored time, as OpenAI's API writes it: whole seconds since 1970.</summary>
    /// <param name="microseconds">The stored form.</param>
    public static long ToUnixSeconds(long microseconds) => Math.DivRem(microseconds, 1_000_000).Quotient;
}
