using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>Whether instances share a cache; without one the service still serves, so it is never worse than degraded.</summary>
internal sealed class CacheHealthCheck(ICache cache) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(cache.IsShared ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("not connected; this instance uses its own memory"));
}
