using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Ingestion;

/// <summary>Registers the work off the request path.</summary>
internal static class IngestionExtensions
{
    public static IServiceCollection AddIngestion(this IServiceCollection services)
    {
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ChunkStore>().AddSingleton<JobStore>().AddSingleton<JobSignal>();
        services.AddSingleton<IJobHandler, IngestFile>();
        services.AddSingleton<IJobHandler, RemoveGeneration>();
        services.AddSingleton<IJobHandler, DropStore>();
        services.AddSingleton<IJobHandler, PurgeFile>();
        services.AddSingleton<JobQueueGauge>();
        return services.AddHostedService<JobWorker>().AddHostedService<Sweeper>();
    }
}
