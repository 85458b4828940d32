using YYC3.Llm.Router.Admin;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Completions;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Embeddings;
using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Health;
using YYC3.Llm.Router.Media;
using YYC3.Llm.Router.Messages;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Models;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Rerank;
using YYC3.Llm.Router.ResponseCache;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Telemetry;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router;

/// <summary>Router as a whole: what it is made of and what it answers. Tests build it the same way.</summary>
internal static class RouterHost
{
    /// <param name="args">The command line.</param>
    /// <param name="replace">Puts other services in place of these; for tests.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = ServiceHost.CreateBuilder(args)
            .AddStorage("router", typeof(RouterHost).Assembly)
            .AddCache();
        builder.Services
            .AddDialects()
            .AddCandidates()
            .AddCatalog()
            .AddRelay()
            .AddMessages()
            .AddSingleton<RouterTelemetry>()
            .AddSingleton<ICallObserver>(services => services.GetRequiredService<RouterTelemetry>())
            .AddMetering()
            .AddExperiments()
            .AddResponseCache()
            .AddCatalogAdmin()
            .AddLimits()
            .AddRouterHealth();
        replace?.Invoke(builder.Services);

        var app = builder.BuildService();
        app.UseInternalKey();
        app.MapCompletions();
        app.MapEmbeddings();
        app.MapMessages();
        app.MapRerank();
        app.MapMedia();
        app.MapModels();
        app.MapRoutes();
        app.MapMetering();
        app.MapExperiments();
        app.MapResponseCache();
        app.MapCatalogAdmin();
        return app;
    }
}
