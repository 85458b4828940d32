using System.Net;
using YYC3.Llm.AppHost.Embedded;
using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>Gives out ports and environments: turns what the topology says of a service into what starting it takes.</summary>
/// <param name="builder">The topology.</param>
/// <param name="ports">The remembered ports.</param>
/// <param name="time">The clock.</param>
internal sealed class ServicePlanner(IDistributedApplicationBuilder builder, RememberedPorts ports, TimeProvider time)
{
    // After a kill -9 the services of the last run need a moment to notice, and hold their ports so long.
    private static readonly TimeSpan PortPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PortPoll = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, string> inherited = ServiceEnvironment.Inherit(Environment.GetEnvironmentVariables());

    /// <summary>Where telemetry goes: the address and the key for it.</summary>
    public required Collector Collector { get; init; }

    /// <summary>The port that a resource asks for, or the one remembered for it.</summary>
    /// <param name="ports">The remembered ports.</param>
    /// <param name="resource">The resource's name.</param>
    /// <param name="port">The port asked for; null or 0 takes any.</param>
    /// <param name="setting">The setting that changes it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="StartException">It is taken, or is no port.</exception>
    public static async Task<int> PortAsync(
        RememberedPorts ports, string resource, int? port, string setting, TimeProvider time, CancellationToken cancellationToken)
    {
        if (port is not > 0)
        {
            return ports.Get(resource);
        }

        if (port > IPEndPoint.MaxPort)
        {
            throw new StartException($"{port} is not a port, and {resource} needs one. Choose another: --{setting} <port>, from 1 to {IPEndPoint.MaxPort}, or 0 for any that is free");
        }

        for (var begun = time.GetTimestamp(); !RememberedPorts.IsFree(port.Value); await Task.Delay(PortPoll, time, cancellationToken))
        {
            if (time.GetElapsedTime(begun) > PortPatience)
            {
                throw new StartException($"Port {port} is taken by another program, and {resource} needs it.\nStop what listens there, or choose another port: --{setting} <port>");
            }
        }

        return port.Value;
    }

    /// <summary>Decides where a service is reached.</summary>
    public async Task GiveAddressAsync(ProjectResource service, CancellationToken cancellationToken)
    {
        var port = await PortAsync(ports, service.Name, service.Http.FixedPort, $"Ports:{SettingName(service)}", time, cancellationToken);
        // People and their tools say localhost; services among themselves save the look-up.
        service.Http.Address = new Uri($"http://{(service.Http.IsExternal ? "localhost" : "127.0.0.1")}:{port}");
    }

    /// <summary>The replicas of a service, whose addresses and those of its references are given out; a forwarder is needed when there are several.</summary>
    public IReadOnlyList<ServicePlan> Plan(ProjectResource service) => service.Replicas == 1
        ? [Plan(service, service.Name, service.Http.Address!)]
        : [.. Enumerable.Range(1, service.Replicas).Select(number => $"{service.Name}-{number}")
            .Select(name => Plan(service, name, new Uri($"http://127.0.0.1:{ports.Get(name)}")))];

    private ServicePlan Plan(ProjectResource service, string name, Uri address)
    {
        Dictionary<string, ServiceVariable> variables = new(service.Variables)
        {
            ["ASPNETCORE_URLS"] = new ServiceVariable(() => ListenAddress(address)),
        };
        foreach (var (variable, value) in ServiceEnvironment.Telemetry(service.Name, name, Collector, builder.Environment.EnvironmentName == "Development", inherited))
        {
            variables[variable] = value;
        }

        var environment = new Dictionary<string, string>(inherited);
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (variable, value) in variables)
        {
            if (value.Value() is { } text)
            {
                environment[variable] = text;
                shown[variable] = value.IsSecret ? ServiceEnvironment.Masked : text;
            }
        }

        return new ServicePlan
        {
            Name = name,
            AssemblyPath = service.Project.AssemblyPath,
            WorkingDirectory = Path.GetDirectoryName(service.Project.ProjectPath)!,
            Environment = environment,
            HealthAddress = service.Http.HealthPath is { } path ? new Uri(new Uri(ListenAddress(address).Replace("localhost", "127.0.0.1", StringComparison.Ordinal)), path) : null,
            Snapshot = new ResourceSnapshot { Name = name, Type = "Project", State = "Waiting", Endpoints = [address.ToString().TrimEnd('/')], Environment = shown },
        };
    }

    private static string ListenAddress(Uri address) => address.ToString().TrimEnd('/');

    // Projects.YYC3_Llm_ChatApi -> Ports:ChatApi
    private static string SettingName(ProjectResource service) => service.Project.GetType().Name.Split('_')[^1];
}
