using Yarp.ReverseProxy.Configuration;

namespace YYC3.Llm.Benchmarks.Hops;

/// <summary>YARP at its plainest: one route that takes everything, one destination, no transforms, no logs.</summary>
internal sealed class YarpHop : IHop
{
    /// <inheritdoc/>
    public string Name => "yarp";

    /// <inheritdoc/>
    public WebApplication Build(WebApplicationBuilder builder, Uri? upstream)
    {
        builder.Services.AddRouting();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "all", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig
            {
                ClusterId = "all",
                Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["one"] = new() { Address = upstream!.ToString() } },
            }]);
        var app = builder.Build();
        app.UseRouting();
        app.MapReverseProxy();
        return app;
    }
}
