using Garnet;

namespace YYC3.Llm.Tests.Testing;

/// <summary>Garnet in this process, with the settings that AppHost gives it but for the files.</summary>
internal sealed class GarnetServerFixture : ICacheServer
{
    private readonly int port = FreePort.Next();
    private GarnetServer? server;

    public string ConnectionString => $"127.0.0.1:{port}";

    public Task StartAsync()
    {
        server = new GarnetServer(["--port", $"{port}", "--bind", "127.0.0.1", "-q", "--lua", "--lua-transaction-mode", "--memory", "16m", "--page", "1m", "--index", "1m"]);
        server.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        server?.Dispose();
        server = null;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
