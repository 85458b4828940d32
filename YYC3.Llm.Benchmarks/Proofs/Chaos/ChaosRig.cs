using System.Text.Json;
using Microsoft.Data.Sqlite;
using YYC3.Llm.Benchmarks.Comparison;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Simulator;
using YYC3.Llm.Simulator.Observation;

namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>The simulator, and Router as a process of its own on one data directory, which can be killed and started again.</summary>
internal sealed class ChaosRig : IAsyncDisposable
{
    private const string Key = "proof-internal-key-0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SimulatorHost simulator;
    private readonly DirectoryInfo directory;
    private readonly TimeProvider time;
    private Child? router;

    private ChaosRig(SimulatorHost simulator, DirectoryInfo directory, TimeProvider time) => (this.simulator, this.directory, this.time) = (simulator, directory, time);

    /// <summary>Speaks to the Router that runs now.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>What the simulator saw.</summary>
    public Sightings Seen => simulator.Seen;

    /// <summary>Starts both.</summary>
    /// <param name="seed">Of the simulator's faults.</param>
    /// <param name="waves">The waves that the catalog has models for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<ChaosRig> StartAsync(int seed, IReadOnlyList<string> waves, TimeProvider time, CancellationToken cancellationToken)
    {
        var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = seed, RequestLogCapacity = 0 }, cancellationToken);
        var rig = new ChaosRig(simulator, Directory.CreateTempSubdirectory("yyc3-proof-"), time);
        try
        {
            await File.WriteAllBytesAsync(rig.Models, ChaosCatalog.Write(simulator.Url, waves), cancellationToken);
            await rig.StartRouterAsync(cancellationToken);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts Router on what the last one left.</summary>
    public async Task StartRouterAsync(CancellationToken cancellationToken)
    {
        router = Rig.Launch("YYC3.Llm.Router", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["InternalKey"] = Key,
            ["DataDirectory"] = directory.FullName,
            ["Models__File"] = Models,
            ["OLLAMA_HOST"] = "127.0.0.1:1",
            ["Logging__Console__LogLevel__Default"] = "None",
        }, time);
        Client?.Dispose();
        Client = new HttpClient { BaseAddress = router.Url, Timeout = Patience };
        Client.DefaultRequestHeaders.Add(CallerHeaders.Internal, Key);
        await router.WaitUntilHealthyAsync(cancellationToken);
    }

    /// <summary>Kills Router.</summary>
    public async Task KillRouterAsync()
    {
        await router!.KillAsync();
        router = null;
    }

    /// <summary>Takes the database away until the answer is disposed: its file is locked for writers, as by somebody who never finishes.</summary>
    public async Task<IAsyncDisposable> TakeDatabaseAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.FullName, "router.db"), Pooling = false, DefaultTimeout = 30 }.ToString());
        await connection.OpenAsync(cancellationToken);
        using var command = connection.CreateCommand();
        command.CommandText = "begin exclusive";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    /// <summary>The records that wait for the database.</summary>
    public async Task<long> PendingAsync(CancellationToken cancellationToken) => (await GapsAsync(cancellationToken)).GetProperty("instance").GetProperty("pending").GetInt64();

    /// <summary>What the ledger says of its own gaps.</summary>
    public Task<JsonElement> GapsAsync(CancellationToken cancellationToken) => Client.GetFromJsonAsync<JsonElement>("/admin/usage/gaps", cancellationToken);

    /// <summary>Returns when no call runs at the simulator and the ledger holds all that was recorded, what killed instances left included.</summary>
    /// <param name="closed">How many instances must have been taken over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SettleAsync(int closed, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await Seen.WhenAsync(seen => seen.Running == 0, patience.Token);
        while (await GapsAsync(patience.Token) is var gaps
            && (gaps.GetProperty("instance").GetProperty("in_flight").GetInt64() > 0 || gaps.GetProperty("instance").GetProperty("pending").GetInt64() > 0 || gaps.GetProperty("closed").GetArrayLength() < closed))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, patience.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (router is not null)
        {
            await router.StopAsync();
        }

        await simulator.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private string Models => Path.Combine(directory.FullName, "models.json");
}
