using System.Text.Json;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Faults 3, 4 and plain HTTP errors: what a provider sends instead of an answer, or of its end.</summary>
public class FailureFaultTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    [Theory]
    [InlineData("sim?ok-error", false)]
    [InlineData("sim?ok-error=body", true)]
    public async Task Can_put_an_error_into_a_plain_200(string model, bool stream)
    {
        var reply = await WireClient.ChatAsync(simulator.Url, model, stream);

        Assert.Equal(200, reply.Status);
        Assert.Contains("Content-Type: application/json", reply.Head, StringComparison.Ordinal);
        Assert.Equal("server_error", JsonDocument.Parse(reply.Text).RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Can_send_an_error_as_the_first_event()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim?ok-error", stream: true);

        var only = Assert.Single(reply.Events);
        Assert.Equal(200, reply.Status);
        Assert.True(JsonDocument.Parse(only).RootElement.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Can_break_a_stream_off_with_an_error_event()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim?error=429@3", stream: true);

        Assert.Equal("complete", reply.End);
        Assert.Equal(4, reply.Events.Count);
        Assert.All(reply.Events.Take(3), data => Assert.DoesNotContain("\"error\":", data, StringComparison.Ordinal));
        Assert.Equal("rate_limit_exceeded", JsonDocument.Parse(reply.Events[3]).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Can_end_a_stream_in_silence()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim?eof=@2", stream: true);

        Assert.Equal("complete", reply.End);
        Assert.Equal(2, reply.Events.Count);
        Assert.DoesNotContain("[DONE]", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_close_the_connection_in_mid_stream()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim?fault=cut@2", stream: true);

        Assert.Equal("closed", reply.End);
        Assert.Equal(2, reply.Events.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Can_reset_the_connection_in_mid_stream(int events)
    {
        var reply = await WireClient.ChatAsync(simulator.Url, $"sim?fault=reset@{events}", stream: true);

        Assert.Equal("reset", reply.End);
        Assert.Equal(events, reply.Pieces.Count);
    }

    [Fact]
    public async Task Can_reset_the_connection_in_a_plain_body()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim?reset", stream: false);

        Assert.Equal("reset", reply.End);
        Assert.StartsWith("{\"id\"", reply.Text, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(reply.Text));
    }

    [Theory]
    [InlineData("sim?status=429%2B2", 429, "rate_limit_exceeded", "Retry-After: 2")]
    [InlineData("sim?status=429", 429, "rate_limit_exceeded", null)]
    [InlineData("sim?fault=status:401", 401, "invalid_api_key", null)]
    [InlineData("sim?status=503%2B0", 503, "overloaded", "Retry-After: 0")]
    public async Task Can_fail_with_a_status(string model, int status, string code, string? header)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var reply = await WireClient.ChatAsync(simulator.Url, model, stream);

            Assert.Equal(status, reply.Status);
            Assert.Equal(code, JsonDocument.Parse(reply.Text).RootElement.GetProperty("error").GetProperty("code").GetString());
            Assert.Equal(header is not null, reply.Head.Contains(header ?? "Retry-After", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Can_fail_the_first_calls_alone()
    {
        await using var own = await YYC3.Llm.Simulator.SimulatorHost.StartAsync();
        var seen = new List<int>();
        for (var call = 0; call < 4; call++)
        {
            seen.Add((await WireClient.ChatAsync(own.Url, "sim?status=500&times=2", stream: false)).Status);
        }

        Assert.Equal([500, 500, 200, 200], seen);
    }

    [Fact]
    public async Task Can_fail_a_share_of_the_calls_and_the_same_ones_again()
    {
        async Task<int[]> Run()
        {
            await using var own = await YYC3.Llm.Simulator.SimulatorHost.StartAsync(new() { Seed = 42 });
            var statuses = new int[200];
            for (var call = 0; call < statuses.Length; call++)
            {
                statuses[call] = (await WireClient.ChatAsync(own.Url, "sim?status=500&odds=0.3", stream: false)).Status;
            }

            return statuses;
        }

        var first = await Run();
        Assert.InRange(first.Count(status => status == 500), 40, 80);
        Assert.Equal(first, await Run());
    }
}
