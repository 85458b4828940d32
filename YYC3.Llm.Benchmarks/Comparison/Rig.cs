using System.Collections;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Hops;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>
/// The processes of a comparison, all on loopback and each on a leash: the simulator, a sink for telemetry, and what contestants start.
/// All end with the rig, and with this process if it is killed.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    /// <summary>The secret between our services.</summary>
    public const string InternalKey = "bench-internal-key-0123456789abcdef0123456789";

    /// <summary>The API key that ChatApi is given.</summary>
    public const string BootstrapKey = "sk-yyc3-bench-0123456789abcdef0123456789abcdef";

    /// <summary>For contestants that ask for none.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly List<Child> children = [];
    private readonly string data = Directory.CreateTempSubdirectory("yyc3-bench-").FullName;
    private readonly TimeProvider time;

    private Rig(int contentEvents, TimeProvider time)
    {
        this.time = time;
        StreamModel = $"sim?chunks={contentEvents}&gap=5ms";
    }

    /// <summary>The model of plain calls.</summary>
    public static string PlainModel => "sim?chunks=8";

    /// <summary>The model of streams.</summary>
    public string StreamModel { get; }

    /// <summary>The provider.</summary>
    public Child Simulator { get; private set; } = null!;

    /// <summary>Takes telemetry.</summary>
    public Child Sink { get; private set; } = null!;

    /// <summary>Starts simulator and sink.</summary>
    /// <param name="contentEvents">Content events of each stream, 5 ms apart.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<Rig> StartAsync(int contentEvents, TimeProvider time, CancellationToken cancellationToken)
    {
        var rig = new Rig(contentEvents, time);
        try
        {
            rig.Simulator = await rig.StartAsync("YYC3.Llm.Simulator", new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Simulator__RequestLogCapacity"] = "0",
                ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0", // As in the driver: see Program.cs.
            }, cancellationToken);
            rig.Sink = await rig.StartHopAsync("sink", null, cancellationToken);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one of this program's own hops.</summary>
    public Task<Child> StartHopAsync(string name, Uri? upstream, CancellationToken cancellationToken) =>
        StartAsync("YYC3.Llm.Benchmarks", new Dictionary<string, string>(StringComparer.Ordinal) { [HopRegistry.Variable] = name, [HopRegistry.Upstream] = upstream?.ToString() ?? "" }, cancellationToken);

    /// <summary>Starts a Router of its own, whose only provider is the simulator.</summary>
    public async Task<Child> StartRouterAsync(CancellationToken cancellationToken)
    {
        await WriteModelsAsync(0, cancellationToken);
        return await StartServiceAsync("YYC3.Llm.Router", new Dictionary<string, string>(StringComparer.Ordinal) { ["Models__File"] = Models }, cancellationToken);
    }

    /// <summary>Puts another catalog in the place of Router's, in one step: policy, weight and limits differ with the change's number, the models stay.</summary>
    public async Task WriteModelsAsync(int change, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(Models + ".new", ModelsFile(change), cancellationToken);
        File.Move(Models + ".new", Models, overwrite: true);
    }

    /// <summary>Starts one of our services with telemetry on: everything exported, one trace in ten sampled.</summary>
    public Task<Child> StartServiceAsync(string project, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken) =>
        StartAsync(project, new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["InternalKey"] = InternalKey,
            ["DataDirectory"] = Directory.CreateDirectory(Path.Combine(data, $"{project}-{children.Count}")).FullName,
            ["OTEL_SERVICE_NAME"] = project,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Sink.Url.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
            ["OTEL_TRACES_SAMPLER_ARG"] = "0.1",
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(children.AsEnumerable().Reverse().Select(child => child.StopAsync()));
        Directory.Delete(data, recursive: true);
    }

    private string Models => Path.Combine(data, "models.json");

    private byte[] ModelsFile(int change)
    {
        string[] policies = ["priority", "weighted", "least-busy", "latency"];
        object Model(string upstream) => change == 0
            ? new { deployments = new[] { new { provider = "sim", model = upstream } } }
            : new
            {
                policy = policies[change % policies.Length],
                deployments = new[] { new { provider = "sim", model = upstream, weight = change, limits = new { concurrency = 8 + (change % 8), queue = 1000, queueSeconds = 30 } } },
            };
        string[] names = [PlainModel, StreamModel];
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            providers = new { sim = new { dialect = "openai", baseUrl = new Uri(Simulator.Url, "v1").ToString(), keys = (string[])["any"] } },
            models = names.ToDictionary(name => name, Model, StringComparer.Ordinal),
        });
    }

    private async Task<Child> StartAsync(string project, Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var child = Launch(project, settings, time);
        children.Add(child);
        await child.WaitUntilHealthyAsync(cancellationToken);
        return child;
    }

    /// <summary>Launches one of our services on a free port, with these settings and nothing of what this process was started with; it is healthy some time later.</summary>
    public static Child Launch(string project, IReadOnlyDictionary<string, string> settings, TimeProvider time)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => !IsOurs((string)entry.Key))
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        environment["ASPNETCORE_URLS"] = url.GetLeftPart(UriPartial.Authority);
        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return new Child(project, FindAssembly(project), url, environment, time);
    }

    // What this process was started with must not leak into services that the run configures itself.
    private static bool IsOurs(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("YYC3_", StringComparison.Ordinal)
        || name.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || name.StartsWith("services__", StringComparison.Ordinal);

    // Each project's own output folder beside this one's, in the same configuration.
    private static string FindAssembly(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project + ".dll");
        return File.Exists(path) ? path : throw new UsageException($"{path} is not built; run 'dotnet build -c {here.Name}' for it first.");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
