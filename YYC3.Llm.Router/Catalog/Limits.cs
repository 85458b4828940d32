namespace YYC3.Llm.Router.Catalog;

/// <summary>
/// How many calls may be under way at once. In <c>models.json</c>: <c>"limits": { "concurrency": 8, "queue": 32, "queueSeconds": 10 }</c>;
/// on a deployment for all its keys together, on a provider for each of its keys.
/// </summary>
/// <param name="Concurrency">Calls at once, 1 or more.</param>
/// <param name="Queue">Calls that may wait when every candidate is full, 0 or more. Default 0: they are refused.</param>
/// <param name="QueueWait">How long one waits at most. Default 10 s.</param>
internal sealed record Limits(int Concurrency, int Queue, TimeSpan QueueWait)
{
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(10);
}
