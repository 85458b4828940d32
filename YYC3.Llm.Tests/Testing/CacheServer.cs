using System.Net;
using System.Net.Sockets;
using Garnet;
using Microsoft.Extensions.Logging.Abstractions;

namespace YYC3.Llm.Tests.Testing;

/// <summary>A cache server of Redis's protocol on a free port, in memory.</summary>
internal sealed class CacheServer : IDisposable
{
    private readonly GarnetServer server;

    private CacheServer(GarnetServer server, int port)
    {
        this.server = server;
        ConnectionString = $"127.0.0.1:{port}";
    }

    public string ConnectionString { get; }

    public static CacheServer Start()
    {
        // The server takes no port 0; another process may take the free one first.
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            try
            {
                var server = new GarnetServer(["--port", $"{port}", "--bind", "127.0.0.1", "-q", "--lua", "--lua-transaction-mode", "--memory", "16m", "--page", "1m", "--index", "1m"], NullLoggerFactory.Instance);
                server.Start();
                return new CacheServer(server, port);
            }
            catch (SocketException) when (attempt < 5)
            {
            }
        }
    }

    public void Dispose() => server.Dispose();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
