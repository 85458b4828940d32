using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Sources.Readers;
using YYC3.Llm.ServiceDefaults.Outside;

namespace YYC3.Llm.RagService.Sources;

/// <summary>Registers the sources. A new type is one class and one line here.</summary>
internal static class SourcesExtensions
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddOptions<SourceOptions>().BindConfiguration(SourceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OutsideOptions>().BindConfiguration("Outside").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutsideHttp>().AddSingleton<LocalDocuments>().AddSingleton<WebPages>().AddSingleton<SourceStore>();
        services.AddSingleton<ISourceReader, FolderSource>();
        services.AddSingleton<ISourceReader, GitSource>();
        services.AddSingleton<ISourceReader, WebSource>();
        services.AddSingleton<ISourceReader, SitemapSource>();
        return services.AddSingleton<IJobHandler, SyncSource>();
    }
}
