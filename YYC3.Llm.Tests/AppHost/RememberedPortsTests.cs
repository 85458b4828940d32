using System.Net;
using System.Net.Sockets;
using YYC3.Llm.AppHost.Embedded;

namespace YYC3.Llm.Tests.AppHost;

public sealed class RememberedPortsTests
{
    [Fact]
    public void Get_NextRun_GivesTheSamePort()
    {
        using var folder = new TempFolder();

        var port = new RememberedPorts(folder.Path, new Random(1)).Get("router");

        Assert.InRange(port, 20_000, 31_999);
        Assert.Equal(port, new RememberedPorts(folder.Path, new Random(2)).Get("router"));
    }

    [Fact]
    public void Get_TwoNames_GivesTwoPorts()
    {
        using var folder = new TempFolder();

        // The same seed begins the search at the same port, which is still free when the second name asks.
        var first = new RememberedPorts(folder.Path, new Random(3)).Get("router");
        var second = new RememberedPorts(folder.Path, new Random(3)).Get("ragservice");

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Get_RememberedPortTaken_GivesAnother()
    {
        using var folder = new TempFolder();
        var ports = new RememberedPorts(folder.Path, new Random(4));
        var first = ports.Get("router");
        using var other = new TcpListener(IPAddress.Loopback, first);
        other.Start();

        var second = ports.Get("router");

        Assert.NotEqual(first, second);
        Assert.False(RememberedPorts.IsFree(first));
    }

    [Fact]
    public void Get_MemoryBroken_BeginsAnew()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "ports.json"), "{ half");

        Assert.InRange(new RememberedPorts(folder.Path, new Random(5)).Get("router"), 20_000, 31_999);
    }
}
