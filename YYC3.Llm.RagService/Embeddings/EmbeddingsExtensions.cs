using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Registers the embeddings.</summary>
internal static class EmbeddingsExtensions
{
    public static IServiceCollection AddEmbeddings(this IServiceCollection services)
    {
        services.AddOptions<EmbeddingOptions>().BindConfiguration(EmbeddingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EmbeddingStore>().AddSingleton<EmbeddingClient>().AddSingleton<QueryEmbeddings>();
        services.AddSingleton<IJobHandler, EmbedGeneration>();
        services.AddSingleton<IJobHandler, DropSpace>();
        return services.AddHostedService<EmbeddingUpkeep>();
    }
}
