using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace YYC3.Llm.AppHost.Embedded;

/// <summary>Free ports by name, the same at every start for as long as they stay free.</summary>
/// <param name="directory">The data directory; they are kept in its <c>ports.json</c>.</param>
/// <param name="random">Where the search begins.</param>
internal sealed class RememberedPorts(string directory, Random random)
{
    // Below 32000: outgoing connections take theirs from above, and a port from there may be gone a moment after it was tested.
    private const int First = 20_000;
    private const int Last = 31_999;

    private readonly string file = Path.Combine(directory, "ports.json");

    /// <summary>The port of a name.</summary>
    /// <exception cref="StartException">No port in the range is free.</exception>
    public int Get(string name)
    {
        var ports = Read();
        if (ports.TryGetValue(name, out var remembered) && IsFree(remembered))
        {
            return remembered;
        }

        var start = random.Next(Last - First + 1);
        for (var step = 0; step <= Last - First; step++)
        {
            var port = First + ((start + step) % (Last - First + 1));
            if (!ports.ContainsValue(port) && IsFree(port))
            {
                ports[name] = port;
                File.WriteAllText(file, JsonSerializer.Serialize(ports));
                return port;
            }
        }

        throw new StartException($"No port between {First} and {Last} is free on this machine, and '{name}' needs one. Stop what holds them, and start again.");
    }

    /// <summary>Whether a port can be listened on, under both of the addresses that <c>localhost</c> stands for.</summary>
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!HasIPv6Loopback || CanListen(IPAddress.IPv6Loopback, port));

    private static bool HasIPv6Loopback { get; } = Socket.OSSupportsIPv6 && CanListen(IPAddress.IPv6Loopback, 0);

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private Dictionary<string, int> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file)) ?? [];
        }
        catch (Exception failure) when (failure is FileNotFoundException or JsonException)
        {
            return []; // A broken memory costs new ports, no more.
        }
    }
}
