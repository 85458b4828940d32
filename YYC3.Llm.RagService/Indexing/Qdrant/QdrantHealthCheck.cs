using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>Whether Qdrant answers, where it is the index. Without it files are taken and jobs wait, so the service stays in service.</summary>
internal sealed class QdrantHealthCheck(QdrantClient client, IndexChoice choice) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (choice.Index is not QdrantIndex)
        {
            return HealthCheckResult.Healthy(choice.Index.Name);
        }

        try
        {
            return await client.IsReadyAsync(cancellationToken) ? HealthCheckResult.Healthy("qdrant") : HealthCheckResult.Degraded("Qdrant says that some of its shards are not ready.");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Degraded($"Qdrant does not answer: {failure.Message}"); // Its stack says no more, at each probe.
        }
    }
}
