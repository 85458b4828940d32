using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Router;
using YYC3.Llm.Simulator;
using YYC3.Llm.Simulator.Observation;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>The simulator and the real Router before it, each on a socket of loopback; each cell has a provider and a model of its own, so that none is struck by another's failures.</summary>
internal sealed class MatrixRig : IAsyncDisposable
{
    /// <summary>Longest wait for anything; what takes longer is a wrong cell.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string Key = "proof-internal-key";
    private const string CellHeader = "x-cell";

    private readonly SimulatorHost simulator;
    private readonly WebApplication router;
    private readonly DirectoryInfo directory;

    private MatrixRig(SimulatorHost simulator, WebApplication router, DirectoryInfo directory) =>
        (this.simulator, this.router, this.directory) = (simulator, router, directory);

    /// <summary>Starts both.</summary>
    public static async Task<MatrixRig> StartAsync(IReadOnlyList<Cell> cells, CancellationToken cancellationToken)
    {
        var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { RequestLogCapacity = 10_000 }, cancellationToken);
        var directory = Directory.CreateTempSubdirectory("yyc3-proof-");
        var models = Path.Combine(directory.FullName, "models.json");
        await File.WriteAllBytesAsync(models, Catalog(cells, simulator.Url), cancellationToken);
        var router = RouterHost.Build(["--urls=http://127.0.0.1:0", $"--InternalKey={Key}", $"--Models:File={models}", $"--DataDirectory={directory.FullName}", "--OLLAMA_HOST=127.0.0.1:1", "--Logging:Console:LogLevel:Default=None"]);
        await router.StartAsync(cancellationToken);
        return new MatrixRig(simulator, router, directory);
    }

    /// <summary>A caller of its own.</summary>
    public SdkCaller Caller() => new(new Uri(router.Urls.First()), Key);

    /// <summary>What the simulator says against a cell's requests; null for nothing.</summary>
    public string? Objection(Cell cell, Heard heard)
    {
        var number = cell.Number.ToString(CultureInfo.InvariantCulture);
        var seen = simulator.Seen.Last.Where(seen => seen.Headers.GetValueOrDefault(CellHeader) == number).ToList();
        return seen.Count == 0 ? $"the provider was not asked: {heard.Status} {heard.Body}"
            : seen.FirstOrDefault(one => one.Outcome == Outcome.Refused) is { } refused ? $"the provider did not understand {refused.Target} {(refused.Body.Length > 240 ? refused.Body[..240] + "…" : refused.Body)}"
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await router.StopAsync();
        await router.DisposeAsync();
        await simulator.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private static byte[] Catalog(IReadOnlyList<Cell> cells, string simulator)
    {
        var bases = Cells.Dialects.ToDictionary(dialect => dialect.Name, dialect => simulator + dialect.BasePath, StringComparer.Ordinal);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            providers = cells.ToDictionary(cell => cell.Model, cell => new { dialect = cell.Dialect.Name, baseUrl = bases[cell.Dialect.Name], keys = (string[])[cell.Dialect.Key] }, StringComparer.Ordinal),
            models = cells.ToDictionary(cell => cell.Model, cell => new { deployments = new[] { new { provider = cell.Model, model = cell.Dialect.Model, headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-sim"] = cell.Script, [CellHeader] = cell.Number.ToString(CultureInfo.InvariantCulture) } } } }, StringComparer.Ordinal),
        });
    }
}
