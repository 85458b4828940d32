using Microsoft.Extensions.Configuration;
using YYC3.Llm.AppHost.Embedded;
using YYC3.Llm.AppHost.Local.Dashboard;
using YYC3.Llm.AppHost.Local.Processes;
using YYC3.Llm.AppHost.Local.Resources;
using YYC3.Llm.AppHost.Local.Terminal;

namespace YYC3.Llm.AppHost.Local;

/// <summary>One run of the topology as local processes, from the first line on the screen to the last process.</summary>
/// <param name="builder">The topology.</param>
/// <param name="started">The timestamp at which AppHost began.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalRun(IDistributedApplicationBuilder builder, long started, TimeProvider time)
{
    private const double DefaultHealthTimeout = 60;
    private const int DefaultDashboardPort = 18888;
    private const int LastLines = 15;

    private readonly IConfiguration settings = builder.Configuration;
    private readonly ResourceBoard board = new(time);
    private readonly Screen screen = new(Console.Out, builder.Configuration.GetValue("verbose", defaultValue: false));
    private readonly RememberedPorts ports = new(builder.Configuration["DataDirectory"]!, new Random(Environment.ProcessId));
    private Supervisor? supervisor;

    /// <summary>Runs until something asks the process to end.</summary>
    /// <returns>The exit code: 0, or 1 when a service did not come up.</returns>
    /// <exception cref="StartException">The start is refused.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var signals = new StopSignals(StopAtOnce, time, cancellationToken);
        try
        {
            return await RunAsync(settings["DataDirectory"]!, signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return 0; // Nothing had started yet.
        }
    }

    private async Task<int> RunAsync(string directory, CancellationToken stopping)
    {
        screen.Say($"YYC3 LLM {typeof(LocalRun).Assembly.GetName().Version?.ToString(3)} starts; data in {directory}");
        PublishGivens();
        ProjectResource[] services = [.. builder.Resources.OfType<ProjectResource>()];
        var front = services.First(service => service.Http.IsExternal);

        await using var dashboard = await StartDashboardAsync(directory, stopping);
        var planner = new ServicePlanner(builder, ports, time) { Collector = new Collector(dashboard.OtlpEndpoint, dashboard.OtlpApiKey) };
        foreach (var service in services)
        {
            await planner.GiveAddressAsync(service, stopping);
        }

        DataDirectory.SetUrl(directory, front.Http.Address!.ToString().TrimEnd('/'));
        await using var forwarders = new Forwarders();
        using var probe = new HealthProbe();
        var limit = TimeSpan.FromSeconds(settings.GetValue("HealthTimeout", DefaultHealthTimeout));
        var watcher = new ConsoleWatcher(board, screen, time);
        await using (supervisor = new Supervisor(services, MakeReplicas))
        {
            var stop = Task.Delay(Timeout.InfiniteTimeSpan, stopping);
            await Task.WhenAny(supervisor.Ready, supervisor.Failed, stop);
            if (supervisor.Failed.IsCompleted)
            {
                await ReportAsync(await supervisor.Failed);
                return 1;
            }

            if (!stopping.IsCancellationRequested)
            {
                Banner.Write(screen, settings, front.Http.Address, dashboard.Url, time.GetElapsedTime(started).TotalSeconds);
            }

            await stop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            screen.Say("Stopping.");
        }

        screen.Say("Stopped.");
        return 0;

        IEnumerable<ServiceReplica> MakeReplicas(ProjectResource service)
        {
            var plans = planner.Plan(service);
            if (plans.Count > 1)
            {
                forwarders.Add(service.Http.Address!.Port, [.. plans.Select(plan => new Uri(plan.Snapshot.Endpoints[0]).Port)]);
            }

            return plans.Select(plan => new ServiceReplica(plan, watcher, probe, limit, time));
        }
    }

    private async Task<DashboardServer> StartDashboardAsync(string directory, CancellationToken cancellationToken)
    {
        const string setting = "Ports:Dashboard";
        var options = new DashboardOptions
        {
            Port = await ServicePlanner.PortAsync(ports, "dashboard", settings.GetValue(setting, DefaultDashboardPort), setting, time, cancellationToken),
            BrowserToken = KeptSecrets.GetOrCreate(directory, "dashboard-token"),
            OtlpApiKey = KeptSecrets.GetOrCreate(directory, "otlp-key"),
            Time = time,
        };
        return await DashboardServer.StartAsync(options, board, cancellationToken);
    }

    // Parameters and stores have no life of their own here; they are on the board so that the topology is complete.
    private void PublishGivens()
    {
        foreach (var resource in builder.Resources)
        {
            ResourceSnapshot? snapshot = resource switch
            {
                ParameterResource parameter => new() { Name = parameter.Name, Type = "Parameter", State = "Running" },
                IResourceWithConnectionString when settings[$"Stores:{resource.Name}"] is { } kind =>
                    new() { Name = resource.Name, Type = "Embedded", State = "Running", Health = "Healthy", StateReason = kind },
                IResourceWithConnectionString => new() { Name = resource.Name, Type = "ConnectionString", State = "Running" },
                _ => null,
            };
            screen.Fit(resource.Name);
            if (snapshot is not null)
            {
                board.Publish(snapshot);
            }
        }
    }

    private async Task ReportAsync(ServiceFailure failure)
    {
        await Console.Error.WriteLineAsync($"\n{failure.Name} {failure.What}.");
        if (failure.Health is not null)
        {
            await Console.Error.WriteLineAsync($"Its health address answered: {failure.Health}");
        }

        await Console.Error.WriteLineAsync("Its last lines:");
        foreach (var line in board.Read(failure.Name, after: 0).TakeLast(LastLines))
        {
            await Console.Error.WriteLineAsync($"  {failure.Name} | {line.Text}");
        }

        await Console.Error.WriteLineAsync("Mend what they say and start again; --verbose shows all lines of all services, and --HealthTimeout <seconds> waits longer on a slow machine.");
    }

    private void StopAtOnce()
    {
        supervisor?.Kill();
        Environment.Exit(130); // 128 + SIGINT.
    }
}
