using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Indexing.Embedded;
using YYC3.Llm.RagService.Indexing.Embedded.Dense;
using YYC3.Llm.RagService.Indexing.Qdrant;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>Registers the indexes.</summary>
internal static class IndexExtensions
{
    public static IServiceCollection AddIndexes(this IServiceCollection services)
    {
        services.AddOptions<IndexOptions>().BindConfiguration(IndexOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SegmentStore>().AddSingleton<SegmentCache>().AddSingleton<DenseStore>().AddSingleton<DenseCache>();
        services.AddSingleton<IVectorIndex, EmbeddedIndex>();
        services.AddQdrant();
        return services.AddSingleton<IndexChoice>();
    }

    private static void AddQdrant(this IServiceCollection services)
    {
        services.AddOptions<QdrantOptions>().BindConfiguration(QdrantOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(QdrantClient.ClientName, (provider, client) =>
        {
            client.Timeout = provider.GetRequiredService<IOptions<QdrantOptions>>().Value.Timeout;
            if (QdrantAddress.Find(provider.GetRequiredService<IConfiguration>()) is { } address)
            {
                client.BaseAddress = address.Endpoint;
                client.DefaultRequestHeaders.TryAddWithoutValidation("api-key", address.Key);
            }
        });
        services.AddSingleton<QdrantClient>().AddSingleton<QdrantCollections>();
        services.AddSingleton<IVectorIndex, QdrantIndex>();
        services.AddHealthChecks().AddCheck<QdrantHealthCheck>("index");
    }
}
