using YYC3.Llm.ServiceDefaults.Hosting;

namespace YYC3.Llm.Benchmarks.Hops;

/// <summary>The hops by name. A new one is one class and one line here.</summary>
internal static class HopRegistry
{
    /// <summary>The environment variable that turns this program into a hop.</summary>
    public const string Variable = "YYC3_BENCH_HOP";

    /// <summary>The environment variable that says where the hop sends its calls.</summary>
    public const string Upstream = "YYC3_BENCH_UPSTREAM";

    private static readonly IHop[] All = [new YarpHop(), new RelayHop(), new SinkHop()];

    /// <summary>Is the hop of that name until the launcher lets go.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string name)
    {
        if (Array.Find(All, hop => hop.Name == name) is not { } hop)
        {
            await Console.Error.WriteLineAsync($"{Variable}={name} is none of {string.Join(", ", All.Select(known => known.Name))}.");
            return 2;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddSupervision();
        builder.WebHost.UseKestrelCore().UseUrls(builder.Configuration["ASPNETCORE_URLS"] ?? "http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        await using var app = hop.Build(builder, builder.Configuration[Upstream] is { Length: > 0 } upstream ? new Uri(upstream) : null);
        await app.RunAsync();
        return 0;
    }
}
