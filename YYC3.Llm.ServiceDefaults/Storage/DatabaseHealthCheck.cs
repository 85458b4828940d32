using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealthCheck(IDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "select 1";
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy(database.Backend);
        }
        catch (DbException failure)
        {
            return HealthCheckResult.Unhealthy($"{database.Backend}: {failure.Message}", failure);
        }
    }
}
