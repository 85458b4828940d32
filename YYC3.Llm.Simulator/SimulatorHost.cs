using YYC3.Llm.ServiceDefaults.Hosting;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects;
using YYC3.Llm.Simulator.Faults;
using YYC3.Llm.Simulator.Observation;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator;

/// <summary>A running simulator, in this process: the program's own, or a test's.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private SimulatorHost(WebApplication app, Sightings seen)
    {
        this.app = app;
        Seen = seen;
        Url = app.Urls.First();
    }

    /// <summary>Where it listens, without a slash at the end; the OpenAI dialect is at <c>{Url}/v1</c>.</summary>
    public string Url { get; }

    /// <summary>What it saw.</summary>
    public Sightings Seen { get; }

    /// <summary>Starts a simulator and returns once it listens.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SimulatorOptions();
        var answers = new AnswerRegistry();
        var faults = new FaultRegistry();
        var seen = new Sightings(options.RequestLogCapacity, options.Time);
        var turns = new FaultTurns(options.Seed);
        var windows = new RateWindows(options.Time);
        var exchange = new Exchange(options, new ScriptReader(answers, faults), turns, new Player(options.Time, options.Seed), seen, windows);
        var dialects = new DialectRegistry(answers, options.Time);

        var web = Build(options);
        web.MapSim(seen, Forget, answers, faults, dialects);
        foreach (var dialect in dialects.All)
        {
            dialect.Map(web, exchange);
        }

        await web.StartAsync(cancellationToken);
        return new SimulatorHost(web, seen);

        void Forget()
        {
            turns.Clear();
            windows.Clear();
        }
    }

    /// <summary>The configuration of the stand-alone program: environment, then command line.</summary>
    public static IConfiguration ReadConfiguration(string[] args) =>
        new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();

    /// <summary>Returns when the process is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => app.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Streams that still wait out a stall must not hold the stop up.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    // The empty builder: no configuration files, no logging, nothing that would cost the system under load a share of the processor.
    private static WebApplication Build(SimulatorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256L * 1024 * 1024;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.Services.AddSupervision();
        builder.Services.AddRoutingCore();
        var web = builder.Build();
        web.UseRouting();
        return web;
    }
}
