using YYC3.Llm.Benchmarks.Proofs.Chaos;

namespace YYC3.Llm.Tests.Benchmarks;

/// <summary>A short run of <c>prove chaos</c>: real sockets, Router as a process that is killed.</summary>
public sealed class ChaosTests
{
    [Fact(Timeout = 120_000)]
    public async Task Faults_an_outage_and_a_kill_cost_no_answer_no_word_and_no_record()
    {
        var outcome = await new ChaosRun(calls: 120, callers: 8, seed: 7, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(outcome.Faults);
        Assert.Equal(360, outcome.Results.Count);
        Assert.True(outcome.Struck > 20, $"only {outcome.Struck} attempts were struck");
        Assert.Contains(outcome.Rows, row => row.Ledger is { Unreported: > 0 });
        Assert.Contains(outcome.Results, result => result is { Call: { Continues: true, Stream: true, Fault.When: ChaosFault.Moment.After }, How: ChaosResult.End.Whole });
        Assert.True(outcome.Killed.Count >= 60);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    public void Only_a_stream_that_is_not_continued_may_break_off(bool stream, bool continues, bool whole) =>
        Assert.Equal(whole, new ChaosCall("m", ChaosFault.All.First(fault => fault.When == ChaosFault.Moment.After), stream, continues).MustBeWhole);

    [Fact]
    public void An_outcome_whose_books_differ_does_not_hold()
    {
        var count = new Count(10, 9, 170, 207, 0);
        var call = new ChaosCall("m", ChaosFault.All[0], Stream: true, Continues: false);
        var right = new ChaosOutcome([new ChaosResult(call, ChaosResult.End.Whole, null)], [], 1, 2, 1, [new("a", count, count with { }, false), new("k", count, count with { Attempts = 7 }, true)], null);

        Assert.Empty(right.Faults);
        Assert.NotEmpty((right with { Pending = 0 }).Faults);
        Assert.NotEmpty((right with { Lost = 4 }).Faults);
        Assert.NotEmpty((right with { CutOff = 0 }).Faults);
        Assert.NotEmpty((right with { WrongSums = "x" }).Faults);
        Assert.NotEmpty((right with { Rows = [new("a", count, count with { Completion = 206 }, false)], Lost = 0 }).Faults);
        Assert.NotEmpty((right with { Rows = [new("a", count, null, false)], Lost = 0 }).Faults);
        Assert.NotEmpty((right with { Results = [new ChaosResult(call, ChaosResult.End.ErrorEvent, null)] }).Faults);
        Assert.NotEmpty((right with { Killed = [new ChaosResult(call, ChaosResult.End.Wrong, null)] }).Faults);
    }
}
