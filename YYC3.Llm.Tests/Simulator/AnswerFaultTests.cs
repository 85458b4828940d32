using System.Text.Json;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Faults 5 and 6: usage and finish reasons as providers really send them.</summary>
public class AnswerFaultTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private const string IncludeUsage = ""","stream_options":{"include_usage":true}""";

    // The usage of each event: a number of completion tokens, "null", or "-" where there is none.
    private async Task<string[]> Usages(string model, string more = "")
    {
        var reply = await WireClient.ChatAsync(simulator.Url, model, stream: true, null, more);
        return [.. reply.Events.SkipLast(1).Select(data => JsonDocument.Parse(data).RootElement).Select(chunk =>
            !chunk.TryGetProperty("usage", out var usage) ? "-" : usage.ValueKind == JsonValueKind.Null ? "null" : usage.GetProperty("completion_tokens").GetRawText())];
    }

    [Fact]
    public async Task Can_report_usage_as_openai_does()
    {
        Assert.Equal(["-", "-", "-", "-"], await Usages("sim?chunks=2"));
        Assert.Equal(["null", "null", "null", "null", "2"], await Usages("sim?chunks=2", IncludeUsage));
        Assert.Equal(["null", "null", "null", "77"], await Usages("sim?chunks=1&tokens=77", IncludeUsage));
    }

    [Theory]
    [InlineData("missing", "-,-,-,-")]
    [InlineData("last", "-,-,-,9")]
    [InlineData("each", "0,2,4,9")]
    [InlineData("zero-first", "0,-,-,9")]
    public async Task Can_report_usage_as_others_do(string way, string expected)
    {
        Assert.Equal(expected.Split(','), await Usages($"sim?chunks=2&tokens=9&usage={way}", IncludeUsage));
    }

    [Fact]
    public async Task Can_leave_usage_out_of_a_plain_reply()
    {
        var with = await WireClient.ChatAsync(simulator.Url, "sim", stream: false);
        var without = await WireClient.ChatAsync(simulator.Url, "sim?usage=missing", stream: false);

        Assert.Contains("\"usage\"", with.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"usage\"", without.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sim?chunks=2", "null,null,null,\"stop\"")]
    [InlineData("sim?chunks=2&finish=null", "\"null\",\"null\",\"null\",\"stop\"")]
    [InlineData("sim?chunks=2&finish=sensitive", "null,null,null,\"sensitive\"")]
    [InlineData("sim?chunks=2&finish=normal", "null,null,null,\"normal\"")]
    [InlineData("sim?chunks=2&finish=missing", "-,-,-,-")]
    [InlineData("sim-tools?args=whole&finish=stop", "null,null,\"stop\"")]
    [InlineData("sim-tools?args=whole", "null,null,\"tool_calls\"")]
    public async Task Can_give_any_finish_reason(string model, string expected)
    {
        var reply = await WireClient.ChatAsync(simulator.Url, model, stream: true);

        var reasons = reply.Events.SkipLast(1).Select(data =>
            JsonDocument.Parse(data).RootElement.GetProperty("choices")[0].TryGetProperty("finish_reason", out var reason) ? reason.GetRawText() : "-");
        Assert.Equal(expected, string.Join(",", reasons));
    }
}
