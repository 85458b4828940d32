using YYC3.Llm.Benchmarks.Proofs.Conformance;

namespace YYC3.Llm.Tests.Benchmarks;

/// <summary>The matrix of <c>prove conformance</c>, dialect by dialect, over real sockets.</summary>
public sealed class ConformanceTests
{
    /// <summary>
    /// Cells that are wrong today: events of dialects in OpenAI's shape pass byte for byte, words that no official client knows and tool calls
    /// without a number included. A cell that comes right has to leave this list.
    /// </summary>
    private static readonly Dictionary<string, string[]> Gaps = new(StringComparer.Ordinal)
    {
        ["openai"] = Verbatim,
        ["azure"] = Verbatim,
        ["qianfan"] = Verbatim,
        ["zhipu"] = ["toolindex=missing", "toolindex=zero"],
    };

    public static TheoryData<string> Dialects => [.. Matrix.Dialects([]).Tried.Select(nature => nature.Name)];

    private static string[] Verbatim => ["finish=normal", "finish=null", "finish=sensitive", "toolindex=missing", "toolindex=zero"];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Dialects))]
    public async Task Every_cell_of_a_dialect_is_as_it_should_be(string dialect)
    {
        var results = await Matrix.RunAsync(Cells.Of(Matrix.Dialects([dialect]).Tried, faults: true), 4, TestContext.Current.CancellationToken);

        var wrong = results.Where(result => result.Fault is not null).ToList();
        var known = Gaps.GetValueOrDefault(dialect, []);
        Assert.True(results.Count >= 60);
        Assert.All(wrong, result => Assert.True(known.Contains(result.Cell.Case), $"{result.Cell}: {result.Fault}"));
        Assert.Equal(known, wrong.Select(result => result.Cell.Case).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_dialect_of_the_simulator_that_Router_speaks_is_in_the_matrix() =>
        Assert.All(Matrix.Dialects([]).Missing, missing => Assert.Equal("Router does not speak it", missing.Why));

    [Fact]
    public void A_wrong_answer_is_a_wrong_cell()
    {
        var cell = Cells.Of(Matrix.Dialects(["openai"]).Tried, faults: false).First(cell => cell is { Case: "text", Stream: true });
        const string head = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":";
        var text = System.Text.Json.JsonSerializer.Serialize(Cells.Text);
        var right = new Heard
        {
            Status = 200,
            Body = $"{head}{text}}},\"finish_reason\":\"stop\"}}]}}\n\ndata: [DONE]\n\n",
            Text = Cells.Text,
            Finish = "stop",
            Usage = (100, 20, 40, 0),
        };

        Assert.Null(Judge.Fault(cell, right));
        Assert.NotNull(Judge.Fault(cell, right with { Text = Cells.Text[1..] }));
        Assert.NotNull(Judge.Fault(cell, right with { Text = Cells.Text + Cells.Text }));
        Assert.NotNull(Judge.Fault(cell, right with { Finish = "length" }));
        Assert.NotNull(Judge.Fault(cell, right with { Usage = (100, 19, 40, 0) }));
        Assert.NotNull(Judge.Fault(cell, right with { Usage = null }));
        Assert.NotNull(Judge.Fault(cell, right with { Status = 502 }));
        Assert.NotNull(Judge.Fault(cell, right with { Threw = "ArgumentException" }));
        Assert.NotNull(Judge.Fault(cell, right with { Body = right.Body.Replace("data: [DONE]\n\n", "", StringComparison.Ordinal) }));
        Assert.NotNull(Judge.Fault(cell, right with { Body = right.Body + right.Body }));
        Assert.NotNull(Judge.Fault(cell, right with { Body = "data: {\"error\":{\"message\":\"m\",\"type\":\"t\"}}\n\n" }));
    }
}
