using System.Collections.Concurrent;
using System.Globalization;
using YYC3.Llm.ServiceDefaults.Cache;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>
/// Counts how often each scope (a model, a project, a tag) was made invalid. An answer carries the counts of its time; one step up makes
/// all older answers of the scope worthless at once, wherever they lie. Instances are told by message, and look again after a second besides.
/// </summary>
internal sealed class CacheVersions : IDisposable
{
    private const string Channel = "router:response-cache";
    private const int MostKept = 10_000;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // Twice as long as any answer can live.
    private static readonly TimeSpan Kept = 2 * CacheWish.LongestLifetime;

    private readonly ICache cache;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, (long Version, long ReadAt)> known = new(StringComparer.Ordinal);
    private readonly IDisposable subscription;

    public CacheVersions(ICache cache, TimeProvider time)
    {
        this.cache = cache;
        this.time = time;
        subscription = cache.Subscribe(Channel, scope => known.TryRemove(scope, out _));
    }

    public static string OfModel(string model) => "model:" + model;

    public static string OfTenant(string tenant) => "tenant:" + tenant;

    public static string OfTag(string tenant, string tag) => $"tag:{tenant}:{tag}";

    /// <summary>The version of a scope, at most a second old.</summary>
    public ValueTask<long> GetAsync(string scope, CancellationToken cancellationToken) =>
        known.TryGetValue(scope, out var version) && time.GetElapsedTime(version.ReadAt) < Fresh
            ? ValueTask.FromResult(version.Version)
            : ReadAsync(scope, cancellationToken);

    /// <summary>Makes all answers of a scope invalid.</summary>
    public async Task InvalidateAsync(string scope, CancellationToken cancellationToken)
    {
        await cache.AddAsync(Key(scope), 1, Kept, cancellationToken);
        known.TryRemove(scope, out _);
        await cache.PublishAsync(Channel, scope, cancellationToken);
    }

    public void Dispose() => subscription.Dispose();

    private async ValueTask<long> ReadAsync(string scope, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        var version = await cache.AddAsync(Key(scope), 0, Kept, cancellationToken);
        if (known.Count >= MostKept)
        {
            known.Clear();
        }

        known[scope] = (version, at);
        return version;
    }

    private static string Key(string scope) => string.Create(CultureInfo.InvariantCulture, $"rcv:{scope}");
}
