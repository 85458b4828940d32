namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Registers the searches.</summary>
internal static class RetrievalExtensions
{
    public static IServiceCollection AddRetrieval(this IServiceCollection services) => services
        .AddSingleton<ViewStore>().AddSingleton<StoreSearcher>().AddSingleton<QueryRewriter>().AddSingleton<Reranker>().AddSingleton<ParentExpansion>().AddSingleton<Retriever>()
        .AddOptions<RetrievalOptions>().BindConfiguration(RetrievalOptions.Section).ValidateDataAnnotations().ValidateOnStart().Services;
}
