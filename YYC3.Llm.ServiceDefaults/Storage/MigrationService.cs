using System.Data.Common;
using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>Applies the migrations before anything else of the service starts. A database that is still starting is waited for.</summary>
internal sealed partial class MigrationService(IDatabase database, Assembly assembly, TimeProvider time, ILogger<MigrationService> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await Migrations.ApplyAsync(database, assembly, time, cancellationToken);
                return;
            }
            catch (DbException failure) when (failure.IsTransient && time.GetElapsedTime(started) < Patience)
            {
                Log.Waiting(logger, failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            }
            catch (DbException failure)
            {
                throw new StartupException($"The database cannot be used: {failure.Message} Check ConnectionStrings:llmdb, or leave it out to use SQLite files in DataDirectory.", failure);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Waiting for the database: {Reason}")]
        public static partial void Waiting(ILogger logger, string reason);
    }
}
