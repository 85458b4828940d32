using System.Diagnostics;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects;
using YYC3.Llm.Simulator.Faults;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Every fault in each of its forms, in every dialect where it applies.</summary>
public class FaultMatrixTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    public static TheoryData<string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (var (dialect, fault) in Cases.Select(cell => (cell.Dialect, cell.Fault)).Distinct())
            {
                cells.Add(dialect, fault);
            }

            return cells;
        }
    }

    private static FaultCase[] Cases => [.. FaultMatrix.All(new DialectRegistry(new AnswerRegistry(), TimeProvider.System), new FaultRegistry())];

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Cells))]
    public async Task Can_strike_in_a_stream(string dialect, string fault)
    {
        var answer = fault is "toolindex" or "finish" ? "sim-tools?chunks=4&calls=2&args=whole" : "sim?chunks=4";
        var usual = await DialectCall.ChatAsync(simulator.Url, dialect, answer, stream: true);
        foreach (var cell in Cases.Where(cell => cell.Dialect == dialect && cell.Fault == fault))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var reply = await DialectCall.ChatAsync(simulator.Url, dialect, answer, stream: true, cell.Example);

            Assert.Equal(fault switch { "cut" => "closed", "reset" => "reset", _ => "complete" }, reply.End);
            if (fault == "stall")
            {
                Assert.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds > 45);
            }
            else if (fault == "split")
            {
                Assert.Equal(usual.Text, reply.Text);
                Assert.True(reply.Pieces.Count > usual.Pieces.Count);
            }
            else if (fault is "usage" or "finish")
            {
                // Some forms are what the dialect does anyway; all must leave its events whole.
                Assert.True(DialectCall.Events(reply).Count >= DialectCall.Events(usual).Count - 1, cell.Example);
            }
            else
            {
                Assert.True(usual.Text != reply.Text || usual.Status != reply.Status, $"{cell.Example} made no difference.");
            }
        }
    }

    [Fact]
    public void Names_each_of_the_faults_and_dialects()
    {
        Assert.Equal(new FaultRegistry().Names, Cases.Select(cell => cell.Fault).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(DialectCall.Dialects.Order(), Cases.Select(cell => cell.Dialect).Distinct().Order());
    }

    [Theory]
    [InlineData("anthropic", "rate", 429, "rate_limit_error")]
    [InlineData("anthropic", "overloaded", 529, "overloaded_error")]
    [InlineData("anthropic", "context", 400, "prompt is too long")]
    [InlineData("gemini", "day", 429, "PerDay")]
    [InlineData("gemini", "content", 200, "blockReason")]
    [InlineData("dashscope", "quota", 400, "Arrearage")]
    [InlineData("dashscope", "content", 400, "DataInspectionFailed")]
    [InlineData("zhipu", "quota", 429, "\"1113\"")]
    [InlineData("zhipu", "day", 429, "\"1304\"")]
    [InlineData("zhipu", "content", 400, "\"1301\"")]
    [InlineData("zhipu", "context", 400, "\"1261\"")]
    [InlineData("qianfan", "rate", 429, "rpm_rate_limit_exceeded")]
    [InlineData("qianfan", "overloaded", 429, "cluster_rate_limit_exceeded")]
    [InlineData("wenxin", "expired", 200, "111")]
    [InlineData("wenxin", "rate", 200, "336501")]
    [InlineData("ollama", "model", 404, "not found")]
    [InlineData("azure", "content", 400, "ResponsibleAIPolicyViolation")]
    [InlineData("openai", "context", 400, "context_length_exceeded")]
    public async Task Can_fail_in_the_dialects_own_words(string dialect, string kind, int status, string named)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var reply = await DialectCall.ChatAsync(simulator.Url, dialect, $"sim?fail={kind}", stream);

            Assert.Equal(status, reply.Status);
            Assert.Contains("application/json", reply.Head, StringComparison.Ordinal);
            Assert.Contains(named, reply.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("anthropic", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"")]
    [InlineData("dashscope", "event:error\n:HTTP_STATUS/503\ndata:{\"code\":\"ModelUnavailable\"")]
    [InlineData("zhipu", "data: {\"error\":{\"code\":\"1305\"")]
    [InlineData("wenxin", "data: {\"error_code\":336100")]
    [InlineData("ollama", "\n{\"error\":\"server busy")]
    public async Task Can_fail_in_mid_stream_in_the_dialects_own_shape(string dialect, string shape)
    {
        var reply = await DialectCall.ChatAsync(simulator.Url, dialect, "sim?fail=overloaded@3", stream: true);

        Assert.Equal(200, reply.Status);
        Assert.Contains(shape, reply.Text, StringComparison.Ordinal);
    }
}
