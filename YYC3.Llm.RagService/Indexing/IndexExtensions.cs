using YYC3.Llm.RagService.Indexing.Embedded;
using YYC3.Llm.RagService.Indexing.Embedded.Dense;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>Registers the indexes.</summary>
internal static class IndexExtensions
{
    public static IServiceCollection AddIndexes(this IServiceCollection services)
    {
        services.AddOptions<IndexOptions>().BindConfiguration(IndexOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SegmentStore>().AddSingleton<SegmentCache>().AddSingleton<DenseStore>().AddSingleton<DenseCache>();
        services.AddSingleton<IVectorIndex, EmbeddedIndex>();
        return services.AddSingleton<IndexChoice>();
    }
}
