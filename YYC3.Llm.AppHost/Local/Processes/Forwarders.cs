namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>The forwarders of one run.</summary>
internal sealed class Forwarders : IAsyncDisposable
{
    private readonly List<TcpForwarder> forwarders = [];

    /// <summary>Puts a port in front of replicas.</summary>
    public void Add(int port, IReadOnlyList<int> replicas) => forwarders.Add(new TcpForwarder(port, replicas));

    /// <summary>Closes all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var forwarder in forwarders)
        {
            await forwarder.DisposeAsync();
        }
    }
}
