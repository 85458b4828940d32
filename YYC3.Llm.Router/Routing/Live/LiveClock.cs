namespace YYC3.Llm.Router.Routing.Live;

/// <summary>Timestamps of one clock, and spans in its unit: what live state is kept in, because comparing two numbers costs nothing.</summary>
internal sealed class LiveClock(TimeProvider time)
{
    private readonly double frequency = time.TimestampFrequency;

    public long Now => time.GetTimestamp();

    public DateTimeOffset UtcNow => time.GetUtcNow();

    public long Units(TimeSpan span) => (long)(span.TotalSeconds * frequency);

    public double Seconds(long units) => units / frequency;
}
