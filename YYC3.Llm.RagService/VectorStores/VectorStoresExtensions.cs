using YYC3.Llm.RagService.VectorStores.Batches;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>Registers the vector stores.</summary>
internal static class VectorStoresExtensions
{
    public static IServiceCollection AddVectorStores(this IServiceCollection services) =>
        services.AddSingleton<VectorStoreStore>().AddSingleton<AttachmentStore>().AddSingleton<BatchStore>();
}
