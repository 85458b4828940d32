using YYC3.Llm.Benchmarks.Proofs.Conformance;

namespace YYC3.Llm.Tests.Benchmarks;

/// <summary>The matrix of <c>prove conformance</c>, dialect by dialect, over real sockets.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Dialects => [.. Matrix.Dialects([]).Tried.Select(nature => nature.Name)];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Dialects))]
    public async Task Every_cell_of_a_dialect_is_as_it_should_be(string dialect)
    {
        var results = await Matrix.RunAsync(Cells.Of(Matrix.Dialects([dialect]).Tried, faults: true), 4, TestContext.Current.CancellationToken);

        Assert.True(results.Count >= 60);
        Assert.All(results, result => Assert.True(result.Fault is null, $"{result.Cell}: {result.Fault}"));
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
