using YYC3.Llm.Benchmarks.Load;
using YYC3.Llm.Simulator;
using YYC3.Llm.Tests.Simulator;

namespace YYC3.Llm.Tests.Benchmarks;

/// <summary>The driver against the simulator, over real sockets: it counts what happened, and calls nothing well that was not.</summary>
public class LoadDriverTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private static LoadPlan Calls(string model, int contentEvents, int connections = 4, int each = 5) =>
        new() { Model = model, ContentEvents = contentEvents, Connections = connections, CallsEach = each, Duration = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(10) };

    private async Task<LoadResult> Run(LoadPlan plan, SimulatorHost? host = null) =>
        await new LoadDriver(TimeProvider.System).RunAsync(
            new LoadTarget(new Uri((host ?? simulator.Host).Url), new Dictionary<string, string>(StringComparer.Ordinal)), plan, null, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Can_make_plain_calls()
    {
        var result = await Run(Calls("sim", 0));

        Assert.Equal(20, result.Completed);
        Assert.Equal(0, result.Failed);
        Assert.Equal(0, result.FirstContent.Count);
    }

    [Theory]
    [InlineData("sim?chunks=12")]
    [InlineData("sim?chunks=12&split=3")]
    [InlineData("sim?chunks=12&fault=crlf,comments,nospace,spaces")]
    public async Task Can_count_streams_however_they_are_framed(string model)
    {
        var result = await Run(Calls(model, 12));

        Assert.Empty(result.Errors);
        Assert.Equal(20, result.Completed);
        Assert.Equal(20, result.FirstContent.Count);
    }

    [Theory]
    [InlineData("sim?status=503", 0, "status 503")]
    [InlineData("sim?status=429", 8, "status 429")]
    [InlineData("sim?error=@4", 8, "error event")]
    [InlineData("sim?eof=@4", 8, "no terminal event")]
    [InlineData("sim?chunks=7", 8, "7 content events instead of 8")]
    [InlineData("sim?cut=@4", 8, "connection closed in mid-body")]
    [InlineData("sim?reset=@4", 8, "ConnectionReset")]
    [InlineData("sim?reset", 0, "ConnectionReset")]
    public async Task Can_tell_what_went_wrong(string model, int contentEvents, string error)
    {
        var result = await Run(Calls(model, contentEvents));

        Assert.Equal(0, result.Completed);
        Assert.Equal([KeyValuePair.Create(error, 20)], result.Errors);
    }

    [Fact]
    public async Task Can_tell_a_stalled_stream()
    {
        var result = await Run(Calls("sim?fault=stall:1m@3", 8, connections: 2, each: 1) with { Duration = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromMilliseconds(200) });

        Assert.Equal([KeyValuePair.Create("no end in time", 2)], result.Errors);
    }

    [Fact]
    public async Task Can_hold_a_rate()
    {
        await using var own = await SimulatorHost.StartAsync(new() { RequestLogCapacity = 0 });
        var result = await Run(new LoadPlan { Model = "sim", Connections = 8, Rate = 100, Duration = TimeSpan.FromSeconds(1) }, own);

        Assert.Equal(100, result.Completed);
        Assert.Equal(100, own.Seen.Total);
    }

    // One connection, 20 calls due within 200 ms, each of which takes 50 ms: the last one is answered some 800 ms after it was due.
    [Fact]
    public async Task Can_show_the_waiting_that_a_slow_server_causes()
    {
        var result = await Run(new LoadPlan { Model = "sim?first=50ms", Connections = 1, Rate = 100, Duration = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(20, result.Completed);
        Assert.InRange(result.Latency.Largest.TotalMilliseconds, 790, 10_000);
        Assert.True(result.Latency.Percentile(0.5) > TimeSpan.FromMilliseconds(380));
    }
}
