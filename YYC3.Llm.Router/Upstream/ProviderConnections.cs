using System.Collections.Concurrent;
using System.Net;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.ServiceDefaults.Http;

namespace YYC3.Llm.Router.Upstream;

/// <summary>
/// The connections to providers: one pool for each base address and connect deadline, kept over catalog changes.
/// Nothing here retries, redirects or decompresses: what comes is what the caller gets.
/// </summary>
internal sealed class ProviderConnections : IDisposable
{
    private readonly ConcurrentDictionary<(string Address, TimeSpan Connect), HttpMessageInvoker> pools = new();

    public HttpMessageInvoker For(Deployment deployment)
    {
        var key = (deployment.Provider.BaseUrl ?? deployment.Provider.Dialect.Name, deployment.Deadlines.Connect);
        return pools.TryGetValue(key, out var pool)
            ? pool
            : pools.GetOrAdd(key, static (key, dialect) => new HttpMessageInvoker(dialect.InProcessHandler ?? Open(key.Connect), disposeHandler: true), deployment.Provider.Dialect);
    }

    public void Dispose()
    {
        foreach (var pool in pools.Values)
        {
            pool.Dispose();
        }
    }

    private static SocketsHttpHandler Open(TimeSpan connect) => new()
    {
        ConnectTimeout = connect,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // Follows changes in DNS.
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null, // A provider has no business with our trace ids; our own span covers the call.
        MeterFactory = UnobservedMeters.Instance, // Likewise our own metrics.
    };
}
