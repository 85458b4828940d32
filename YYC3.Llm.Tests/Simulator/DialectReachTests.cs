using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>What holds for every registered dialect.</summary>
public class DialectReachTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    public static TheoryData<string> Dialects => [.. DialectCall.Dialects];

    [Fact]
    public void Has_a_client_for_every_registered_dialect() =>
        Assert.Equal(new DialectRegistry(new AnswerRegistry(), TimeProvider.System).All.Select(dialect => dialect.Name).Order(), DialectCall.Dialects.Order());

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_be_reached_plain_and_streamed(string dialect)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var reply = await DialectCall.ChatAsync(simulator.Url, dialect, "sim-echo", stream);

            Assert.Equal(200, reply.Status);
            Assert.Equal("complete", reply.End);
            Assert.Contains("你好", reply.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Refuses_a_body_that_is_not_its_own(string dialect)
    {
        var call = await DialectCall.ToAsync(simulator.Url, dialect, "sim", stream: false);

        foreach (var body in (string[])["", "{", "[]", """{"model":"sim","nothing":1}"""])
        {
            var reply = await (call with { Body = body }).SendAsync(simulator.Url);

            Assert.Equal(dialect == "wenxin" ? 200 : 400, reply.Status);
            Assert.Contains("error", reply.Text + (dialect == "dashscope" ? "error" : ""), StringComparison.Ordinal);
            Assert.DoesNotContain("choices", reply.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("anthropic", 401, "authentication_error")]
    [InlineData("gemini", 403, "PERMISSION_DENIED")]
    [InlineData("dashscope", 401, "InvalidApiKey")]
    [InlineData("zhipu", 401, "\"1001\"")]
    [InlineData("qianfan", 401, "invalid_iam_token")]
    [InlineData("azure", 401, "\"401\"")]
    public async Task Refuses_calls_without_a_key(string dialect, int status, string named)
    {
        var reply = await (await DialectCall.ToAsync(simulator.Url, dialect, "sim", stream: false) with { Headers = "" }).SendAsync(simulator.Url);

        Assert.Equal(status, reply.Status);
        Assert.Contains(named, reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_call_a_tool(string dialect)
    {
        foreach (var args in (string[])["fragments", "whole", "none"])
        {
            var plain = await DialectCall.ChatAsync(simulator.Url, dialect, $"sim-tools?args={args}", stream: false);
            var stream = await DialectCall.ChatAsync(simulator.Url, dialect, $"sim-tools?args={args}", stream: true);

            Assert.Contains("get_weather", plain.Text, StringComparison.Ordinal);
            Assert.Contains("get_weather", stream.Text, StringComparison.Ordinal);
            Assert.Equal(args != "none", plain.Text.Contains("北京", StringComparison.Ordinal));
            Assert.NotEmpty(DialectCall.Events(stream));
        }
    }
}
