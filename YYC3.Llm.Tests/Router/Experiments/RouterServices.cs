using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Experiments.Feedback;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>What tests reach of a Router's inside.</summary>
internal static class RouterServices
{
    public static ExperimentWorker GetWorker(this IServiceProvider services) => services.GetRequiredService<ExperimentWorker>();

    /// <summary>Takes over the catalog's file now instead of when the watcher sees it.</summary>
    public static void ReloadCatalog(this RouterUnderTest router) => router.Services.GetRequiredService<CatalogStore>().Reload();

    public static FeedbackStore GetFeedback(this IServiceProvider services) => services.GetRequiredService<FeedbackStore>();
}
