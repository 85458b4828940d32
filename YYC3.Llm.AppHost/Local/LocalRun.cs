using Microsoft.Extensions.Configuration;
using YYC3.Llm.AppHost.Embedded;
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
        using var signals = new StopSignals(StopAtOnce, cancellationToken);
        var stop = Task.Delay(Timeout.InfiniteTimeSpan, signals.Token);
        screen.Say($"YYC3 LLM {typeof(LocalRun).Assembly.GetName().Version?.ToString(3)} starts; data in {settings["DataDirectory"]}");
        ProjectResource[] services = [.. builder.Resources.OfType<ProjectResource>()];
        PublishGivens();

        await using var forwarders = new Forwarders();
        using var probe = new HealthProbe();
        var planner = new ServicePlanner(builder, ports, time) { Collector = new Collector("", "") };
        foreach (var service in services)
        {
            await planner.GiveAddressAsync(service, signals.Token);
        }

        var front = services.FirstOrDefault(service => service.Http.IsExternal) ?? services[^1];
        DataDirectory.SetUrl(settings["DataDirectory"]!, front.Http.Address!.ToString().TrimEnd('/'));
        var limit = TimeSpan.FromSeconds(settings.GetValue("HealthTimeout", DefaultHealthTimeout));
        var watcher = new ConsoleWatcher(board, screen, time);
        await using (supervisor = new Supervisor(services, MakeReplicas))
        {
            await Task.WhenAny(supervisor.Ready, supervisor.Failed, stop);
            if (supervisor.Failed.IsCompleted)
            {
                await ReportAsync(await supervisor.Failed);
                return 1;
            }

            if (!stop.IsCompleted)
            {
                Banner.Write(screen, settings, front.Http.Address, "", time.GetElapsedTime(started).TotalSeconds);
            }

            await stop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            screen.Say("Stopping.");
        }

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
