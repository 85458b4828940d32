namespace YYC3.Llm.Router.Health;

/// <summary>Adds Router's own health, and the look-out for models on this host.</summary>
internal static class RouterHealthExtensions
{
    public static IServiceCollection AddRouterHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<CatalogHealthCheck>("catalog");
        return services.AddHostedService<OllamaDiscovery>();
    }
}
