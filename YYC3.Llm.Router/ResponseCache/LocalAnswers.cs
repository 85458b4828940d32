using Microsoft.Extensions.Caching.Memory;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>The answers that this instance has in its own memory: what is asked often costs no way to the shared cache.</summary>
internal sealed class LocalAnswers : IDisposable
{
    // The shared cache is asked again after this; a longer life there is not known here.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly MemoryCache? memory;

    public LocalAnswers(ResponseCacheOptions options) =>
        memory = options.MemoryBytes > 0 ? new MemoryCache(new MemoryCacheOptions { SizeLimit = options.MemoryBytes }) : null;

    public CachedAnswer? Find(string key) => memory is not null && memory.TryGetValue(key, out CachedAnswer? answer) ? answer : null;

    public void Keep(string key, CachedAnswer answer, TimeSpan lifetime) => memory?.Set(key, answer, new MemoryCacheEntryOptions
    {
        Size = answer.Body.Length + 512,
        AbsoluteExpirationRelativeToNow = lifetime < Longest ? lifetime : Longest,
    });

    public void Remove(string key) => memory?.Remove(key);

    public void Dispose() => memory?.Dispose();
}
