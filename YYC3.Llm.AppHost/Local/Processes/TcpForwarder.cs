using System.Net;
using System.Net.Sockets;

namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>One port in front of several replicas: each connection goes to the next one that takes it.</summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private readonly IReadOnlyList<int> replicas;
    private readonly List<TcpListener> listeners = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> accepting = [];
    private uint turn;

    /// <summary>Begins to listen, on the addresses that <c>localhost</c> stands for.</summary>
    /// <param name="port">The port in front.</param>
    /// <param name="replicas">The ports behind, on loopback.</param>
    public TcpForwarder(int port, IReadOnlyList<int> replicas)
    {
        this.replicas = replicas;
        IPAddress[] addresses = Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        foreach (var address in addresses)
        {
            var listener = new TcpListener(address, port);
            try
            {
                listener.Start();
            }
            catch (SocketException failure) when (address.AddressFamily == AddressFamily.InterNetworkV6 && failure.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                continue; // IPv6 is compiled in and switched off.
            }

            listeners.Add(listener);
            accepting.Add(AcceptAsync(listener));
        }
    }

    /// <summary>Closes the port and all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listeners.ForEach(listener => listener.Stop());
        await Task.WhenAll(accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            var caller = await listener.AcceptSocketAsync(stopping.Token);
            _ = ForwardAsync(caller, stopping.Token);
        }
    }

    private async Task ForwardAsync(Socket caller, CancellationToken cancellationToken)
    {
        using (caller)
        {
            using var service = await ConnectAsync(cancellationToken);
            if (service is null)
            {
                return;
            }

            // Either side's end closes both: a caller who leaves must be noticed by the service.
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var there = CopyAsync(caller, service, ended);
            var back = CopyAsync(service, caller, ended);
            await Task.WhenAll(there, back);
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        var first = Interlocked.Increment(ref turn);
        for (var attempt = 0u; attempt < replicas.Count; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, replicas[(int)((first + attempt) % (uint)replicas.Count)]), cancellationToken);
                return socket;
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationTokenSource ended)
    {
        try
        {
            from.NoDelay = true;
            await using var source = new NetworkStream(from, ownsSocket: false);
            await using var target = new NetworkStream(to, ownsSocket: false);
            await source.CopyToAsync(target, ended.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other side is closed below, whatever ended this one.
        }

        await ended.CancelAsync();
    }
}
