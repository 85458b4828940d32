using YYC3.Llm.Benchmarks.Proofs.Resuming;

namespace YYC3.Llm.Tests.Benchmarks;

public sealed class ResumeProofTests
{
    [Fact]
    public async Task Holds_ForAFewRuns()
    {
        var outcome = await new ResumeRun(8, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(outcome.Faults);
        Assert.Equal(8, outcome.Completed + outcome.Failed);
        Assert.True(outcome.Failed > 0);
    }
}
