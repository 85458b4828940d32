using YYC3.Llm.Benchmarks.Proofs.Forgetting;

namespace YYC3.Llm.Tests.Benchmarks;

public sealed class ForgetProofTests
{
    [Fact]
    public async Task Holds_ForAFewKills()
    {
        var outcome = await new ForgetRun(4, 7, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(outcome.Faults);
        Assert.Equal((4, 2, 2, 2), (outcome.WhileReading, outcome.WhileDeleting, outcome.Receipts, outcome.Kept));
    }
}
