using System.Net;
using System.Net.Sockets;
using YYC3.Llm.AppHost.Embedded;
using YYC3.Llm.AppHost.Local.Processes;

namespace YYC3.Llm.Tests.AppHost.Local;

public sealed class TcpForwarderTests
{
    [Fact]
    public async Task Connect_OneReplicaDown_GoesToTheOther()
    {
        using var folder = new TempFolder();
        var front = new RememberedPorts(folder.Path, new Random(6)).Get("front");
        using var up = Listen();
        using var down = Listen();
        var downPort = Port(down);
        down.Stop();
        await using var forwarder = new TcpForwarder(front, [downPort, Port(up)]);

        for (var call = 0; call < 4; call++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, front, TestContext.Current.CancellationToken);
            using var served = await up.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await served.GetStream().WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
            Assert.Equal("hello"u8, answer);
        }
    }

    [Fact]
    public async Task Connect_TwoReplicas_TakeTurns()
    {
        using var folder = new TempFolder();
        var front = new RememberedPorts(folder.Path, new Random(7)).Get("front");
        using var one = Listen();
        using var two = Listen();
        await using var forwarder = new TcpForwarder(front, [Port(one), Port(two)]);

        using var first = new TcpClient();
        using var second = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, front, TestContext.Current.CancellationToken);
        await second.ConnectAsync(IPAddress.Loopback, front, TestContext.Current.CancellationToken);

        using var servedByOne = await one.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var servedByTwo = await two.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_OnEitherSide_ReachesTheOther(bool callerLeaves)
    {
        using var folder = new TempFolder();
        var front = new RememberedPorts(folder.Path, new Random(8)).Get("front");
        using var service = Listen();
        await using var forwarder = new TcpForwarder(front, [Port(service)]);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, front, TestContext.Current.CancellationToken);
        using var served = await service.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        var (leaving, staying) = callerLeaves ? (client, served) : (served, client);
        leaving.Close();

        Assert.Equal(0, await staying.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
