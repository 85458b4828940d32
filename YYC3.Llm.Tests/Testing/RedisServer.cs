using System.Diagnostics;
using System.Net.Sockets;

namespace YYC3.Llm.Tests.Testing;

/// <summary>A real <c>redis-server</c>.</summary>
internal sealed class RedisServer : ICacheServer
{
    private readonly int port = FreePort.Next();
    private Process? process;

    public string ConnectionString => $"127.0.0.1:{port}";

    /// <summary>Skips the test where it is not installed.</summary>
    public static void Require() => Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "redis-server is not installed (looked for /usr/bin/redis-server).");

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo("/usr/bin/redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = "/tmp",
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(15))
            {
                await Task.Delay(20);
            }
        }
    }

    public async Task StopAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
