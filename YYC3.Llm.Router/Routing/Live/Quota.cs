namespace YYC3.Llm.Router.Routing.Live;

/// <summary>
/// What a provider last said is left of a rate limit, in OpenAI's headers <c>x-ratelimit-remaining-requests</c>, <c>-tokens</c> and
/// <c>x-ratelimit-reset-*</c> (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers) or a dialect's own, renamed to these.
/// </summary>
internal sealed class Quota(LiveClock clock)
{
    private static readonly TimeSpan DefaultReset = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestReset = TimeSpan.FromHours(1);

    private long requests = -1;
    private long tokens = -1;
    private long exhaustedUntil;

    /// <summary>Requests left; -1 while the provider has not said.</summary>
    public long Requests => Volatile.Read(ref requests);

    /// <summary>Tokens left; -1 while the provider has not said.</summary>
    public long Tokens => Volatile.Read(ref tokens);

    public bool IsExhausted(long now) => now < Volatile.Read(ref exhaustedUntil);

    public void Take(in QuotaReading reading)
    {
        if (reading.Requests is { } left)
        {
            Volatile.Write(ref requests, left);
        }

        if (reading.Tokens is { } leftTokens)
        {
            Volatile.Write(ref tokens, leftTokens);
        }

        var wait = TimeSpan.Zero;
        if (reading.Requests <= 0)
        {
            wait = reading.RequestsReset ?? DefaultReset;
        }

        if (reading.Tokens <= 0 && (reading.TokensReset ?? DefaultReset) is var reset && reset > wait)
        {
            wait = reset;
        }

        Volatile.Write(ref exhaustedUntil, wait > TimeSpan.Zero ? clock.Now + clock.Units(wait < LongestReset ? wait : LongestReset) : 0);
    }
}
