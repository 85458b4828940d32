namespace YYC3.Llm.Router.Catalog;

/// <summary>How long a provider may take, each measured on its own. In <c>models.json</c>: <c>"timeouts": { "connect": 5, "idle": 30 }</c>, in seconds.</summary>
/// <param name="Connect">To open a connection. Default 10 s.</param>
/// <param name="FirstToken">Of a streamed call, from the request to the first content. Default 120 s: reasoning models think in silence.</param>
/// <param name="Idle">Between two reads of an answer that has begun. Default 60 s.</param>
/// <param name="Total">Of the whole call, all attempts together. Default 600 s.</param>
internal sealed record Deadlines(TimeSpan Connect, TimeSpan FirstToken, TimeSpan Idle, TimeSpan Total)
{
    public static readonly Deadlines Default = new(
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(600));

    public Deadlines With(DeadlineOverrides? overrides) => overrides is null ? this : new Deadlines(
        overrides.Connect ?? Connect, overrides.FirstToken ?? FirstToken, overrides.Idle ?? Idle, overrides.Total ?? Total);
}
