using Microsoft.Extensions.Diagnostics.HealthChecks;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Health;

/// <summary>Degraded while the catalog file has faults and an older snapshot serves in its place.</summary>
internal sealed class CatalogHealthCheck(CatalogStore catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = catalog.Faults;
        return Task.FromResult(faults.Count == 0
            ? HealthCheckResult.Healthy($"Epoch {catalog.Current.Epoch}.")
            : HealthCheckResult.Degraded($"Epoch {catalog.Current.Epoch} serves on; {catalog.File} has {faults.Count} fault(s), the first: {faults[0]}"));
    }
}
