using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using YYC3.Llm.AppHost.Local.Dashboard.Access;
using YYC3.Llm.AppHost.Local.Dashboard.Live;
using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Metrics;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;
using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.AppHost.Local.Dashboard;

/// <summary>
/// The dashboard of the local launcher: takes the services' telemetry in over OTLP (http/protobuf), keeps the newest of it
/// in memory, and shows it beside the resources and their consoles. It listens on 127.0.0.1 alone and writes nothing to the console.
/// </summary>
/// <remarks>Its stores hold at most about 120 MB: 64 of traces, 24 of logs, 32 of metrics, all of them estimates on the high side.</remarks>
internal sealed class DashboardServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string browserToken;
    private readonly int port;
    private readonly CancellationTokenSource ending = new();
    private readonly Task watching;
    private bool isDisposed;

    private DashboardServer(WebApplication app, DashboardOptions options, ResourceBoard board, ChangeFeed feed)
    {
        this.app = app;
        browserToken = options.BrowserToken;
        OtlpApiKey = options.OtlpApiKey;
        port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        watching = WatchAsync(board, feed, ending.Token);
    }

    /// <summary>Where a person opens it, with the token that lets in.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/login?t={Uri.EscapeDataString(browserToken)}");

    /// <summary>Where services send telemetry: the value of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, with protocol <c>http/protobuf</c>.</summary>
    public string OtlpEndpoint => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    /// <summary>What they send in <c>x-otlp-api-key</c>.</summary>
    public string OtlpApiKey { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options, ResourceBoard board, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.BrowserToken);
        ArgumentException.ThrowIfNullOrEmpty(options.OtlpApiKey);

        // Empty: no configuration (the launcher's ASPNETCORE_URLS are not ours) and no console logging.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = OtlpEndpoints.MostBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var built = builder.Build();
        try
        {
            var feed = new ChangeFeed();
            Map(built, options, board, feed);
            await built.StartAsync(cancellationToken);
            return new DashboardServer(built, options, board, feed);
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends open event streams, then stops to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
        {
            return;
        }

        await ending.CancelAsync();
        await app.StopAsync(CancellationToken.None); // Announces the end to the event streams, which DisposeAsync alone would cut.
        await app.DisposeAsync();
        await watching;
        ending.Dispose();
    }

    private static void Map(WebApplication app, DashboardOptions options, ResourceBoard board, ChangeFeed feed)
    {
        var (traces, logs, metrics) = (new TraceStore(), new LogStore(), new MetricStore());
        var login = new BrowserLogin(options.BrowserToken);
        app.Use(HostGuard.InvokeAsync);
        app.Use(SecurityHeaders.InvokeAsync);
        app.Use(login.InvokeAsync);
        app.MapGet("/login", login.LogInAsync);
        app.MapOtlp(options.OtlpApiKey, traces, logs, metrics, feed);
        app.MapApi(board, traces, logs, metrics);
        app.MapGet("/api/events", context => EventStream.WriteAsync(context, feed, options.Time, app.Lifetime.ApplicationStopping));
        app.MapGet("/assets/{**file}", context => PageFiles.WriteAsync(context, $"assets/{context.GetRouteValue("file")}"));
        app.MapPages("/", "/resources", "/consolelogs/{*rest}", "/structuredlogs", "/traces/{*rest}", "/metrics/{*rest}");
    }

    private static async Task WatchAsync(ResourceBoard board, ChangeFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in board.Watch(cancellationToken))
            {
                feed.Publish(change.IsConsole ? $"console:{change.Resource}" : "resources");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The dashboard stops.
        }
    }

    /// <summary>Ctrl-C is the launcher's: the usual lifetime would take it and stop the dashboard first.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
