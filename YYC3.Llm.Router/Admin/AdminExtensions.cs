using YYC3.Llm.Router.Admin.Probing;

namespace YYC3.Llm.Router.Admin;

/// <summary>The catalog at run time: providers and models added, changed, switched, removed and probed through <c>/admin</c>.</summary>
internal static class AdminExtensions
{
    public static IServiceCollection AddCatalogAdmin(this IServiceCollection services) => services
        .AddSingleton<CatalogAdmin>()
        .AddSingleton<Prober>();

    public static void MapCatalogAdmin(this IEndpointRouteBuilder routes) => CatalogEndpoints.Map(routes);
}
