using YYC3.Llm.Router.Catalog.Stored;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Adds the model catalog.</summary>
internal static class CatalogExtensions
{
    public static IServiceCollection AddCatalog(this IServiceCollection services) => services
        .AddSingleton(provider => new Placeholders(name => provider.GetRequiredService<IConfiguration>()[name]))
        .AddSingleton<CatalogReader>()
        .AddSingleton<SnapshotBuilder>()
        .AddSingleton<KeyVault>()
        .AddSingleton<CatalogComposer>()
        .AddSingleton<CatalogStore>()
        .AddSingleton<CatalogEntries>()
        .AddSingleton<CatalogSync>()
        .AddHostedService(provider => provider.GetRequiredService<CatalogSync>())
        .AddHostedService<CatalogWatcher>();
}
