using System.Diagnostics;
using System.Net.Sockets;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Fault 7: late first bytes, gaps and stalls; and what happens when nobody waits for them.</summary>
public class PaceTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    [Theory]
    [InlineData("sim?first=150ms", true, 150)]
    [InlineData("sim?first=150ms", false, 150)]
    [InlineData("sim?chunks=8&gap=20ms", true, 180)]
    [InlineData("sim?fault=stall:0.15s@2", true, 150)]
    public async Task Can_take_its_time(string model, bool stream, int least)
    {
        var start = Stopwatch.GetTimestamp();
        var reply = await WireClient.ChatAsync(simulator.Url, model, stream);

        // A timer may fire up to a millisecond early.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, least - 5, 10_000);
        Assert.Equal("complete", reply.End);
    }

    [Fact]
    public async Task Can_send_the_head_long_before_the_first_event()
    {
        await using var own = await YYC3.Llm.Simulator.SimulatorHost.StartAsync();
        using var socket = await WireClient.OpenAsync(own.Url, "/v1/chat/completions", """{"model":"sim?think=30s","stream":true,"messages":[]}""");
        var buffer = new byte[4096];

        var count = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(buffer, 0, count), StringComparison.Ordinal);
        Assert.Equal(0, own.Seen.Last[0].Events);
    }

    [Theory]
    [InlineData("sim?gap=30s", 1)]
    [InlineData("sim?fault=stall:30s@3", 3)]
    public async Task Can_tell_that_a_caller_left(string model, int events)
    {
        await using var own = await YYC3.Llm.Simulator.SimulatorHost.StartAsync();
        using (var socket = await WireClient.OpenAsync(own.Url, "/v1/chat/completions", $$"""{"model":"{{model}}","stream":true,"messages":[]}"""))
        {
            var buffer = new byte[4096];
            for (var received = 0; !System.Text.Encoding.ASCII.GetString(buffer, 0, received).Contains("data:", StringComparison.Ordinal);)
            {
                received += await socket.ReceiveAsync(buffer.AsMemory(received), SocketFlags.None, TestContext.Current.CancellationToken);
            }

            Assert.Equal(1, own.Seen.Running);
        }

        await own.Seen.WhenAsync(seen => seen.ClientGone == 1, TestContext.Current.CancellationToken);

        Assert.Equal(0, own.Seen.Running);
        Assert.Equal("client_gone", own.Seen.Last[0].Outcome);
        Assert.InRange(own.Seen.Last[0].Events, 1, events);
    }
}
