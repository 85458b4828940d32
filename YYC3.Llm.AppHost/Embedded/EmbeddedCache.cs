using Garnet;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace YYC3.Llm.AppHost.Embedded;

/// <summary>Garnet, a server of the Redis protocol, in this process: it keeps its data in files, also when the process is killed, but for what was written in the moments before.</summary>
/// <param name="settings">AppHost's settings; told where the cache is.</param>
/// <param name="random">Chooses its port on the first start.</param>
internal sealed class EmbeddedCache(IConfiguration settings, Random random) : IDisposable
{
    private readonly ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error));
    private GarnetServer? server;

    /// <summary>Starts it on loopback, with a kept password and a remembered port, and puts its address into <c>ConnectionStrings:cache</c>.</summary>
    /// <param name="directory">The data directory.</param>
    /// <exception cref="StartException">It cannot read what it kept.</exception>
    public void Start(string directory)
    {
        var files = Path.Combine(directory, "cache");
        var port = new RememberedPorts(directory, random).Get("cache");
        var password = KeptSecrets.GetOrCreate(directory, "cache-password");
        DataDirectory.CreatePrivate(files);
        try
        {
            server = new GarnetServer(
                [
                    "--port", $"{port}", "--bind", "127.0.0.1", "--auth", "Password", "--password", password, "-q",
                    // Without the transaction mode scripts are not atomic.
                    "--lua", "--lua-transaction-mode",
                    // Without the storage tier, what does not fit into memory is dropped in silence.
                    "--memory", "64m", "--page", "1m", "--index", "1m", "--storage-tier", "--logdir", files,
                    // Every write goes to the file at once, and is answered without waiting for it: a kill can take the last moments' writes. The default
                    // device would need libaio.
                    "--aof", "--aof-memory", "4m", "--aof-page-size", "2m", "--aof-size-limit", "64m", "--device-type", "RandomAccess",
                    "--checkpointdir", files, "--recover",
                ],
                loggers);
            server.Start();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new StartException(
                $"The embedded cache cannot start from its files in {files}: {failure.Message}\n"
                + "Move that folder away to begin with an empty cache, or give the address of a Redis server: --ConnectionStrings:cache <host:port,password=…>", failure);
        }

        settings["ConnectionStrings:cache"] = $"127.0.0.1:{port},password={password}";
        settings["Stores:cache"] = "Garnet, embedded"; // For the banner and the dashboard: an address alone does not tell.
    }

    /// <summary>Stops it, if it runs.</summary>
    public void Dispose()
    {
        server?.Dispose();
        loggers.Dispose();
    }
}
