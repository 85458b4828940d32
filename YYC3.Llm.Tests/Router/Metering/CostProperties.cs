using FsCheck;
using FsCheck.Xunit;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Metering.Prices;

namespace YYC3.Llm.Tests.Router.Metering;

/// <summary>What holds of every usage and every bill.</summary>
public sealed class CostProperties
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Property]
    public void Clamped_OfAnyFigures_KeepsPartsWithinWholes(int input, int read, int write, int output, int reasoning, int audioIn, int audioOut)
    {
        var usage = Of(input, read, write, output, reasoning, audioIn, audioOut).Clamped();

        Assert.True(usage is { InputUncached: >= 0, CacheRead: >= 0, CacheWrite: >= 0, Output: >= 0, Reasoning: >= 0, AudioInput: >= 0, AudioOutput: >= 0 });
        Assert.True(usage.Reasoning <= usage.Output && usage.AudioInput <= usage.InputUncached && usage.AudioOutput <= usage.Output);
        Assert.Equal(usage, usage.Clamped());
    }

    [Property]
    public void Cost_OfAnyUsage_CountsEachTokenOnceAndIsTheSumOfItsTerms(int input, int read, int write, int output, int reasoning, int audioIn, int audioOut)
    {
        var usage = Of(input, read, write, output, reasoning, audioIn, audioOut).Clamped();
        var price = Price(0.3m, 0.03m, 0.375m, 2.5m);

        var terms = CostFormula.Terms(usage, price, Noon)!;

        Assert.Equal(usage.Input + usage.Output, terms.Sum(term => term.Tokens));
        Assert.Equal(CostFormula.Cost(usage, price, Noon), terms.Sum(term => term.Amount));
    }

    [Property]
    public void Cost_OfMoreTokens_IsNeverLess(NonNegativeInt input, NonNegativeInt output, NonNegativeInt more)
    {
        var price = Price(1.1m, null, null, 4.4m);
        var less = CostFormula.Cost(new TokenUsage { InputUncached = input.Get, Output = output.Get }, price, Noon);
        var greater = CostFormula.Cost(new TokenUsage { InputUncached = input.Get + (long)more.Get, Output = output.Get + (long)more.Get }, price, Noon);

        Assert.True(greater >= less);
    }

    private static TokenUsage Of(int input, int read, int write, int output, int reasoning, int audioIn, int audioOut) => new()
    {
        InputUncached = input,
        CacheRead = read,
        CacheWrite = write,
        Output = output,
        Reasoning = reasoning,
        AudioInput = audioIn,
        AudioOutput = audioOut,
    };

    private static Price Price(decimal input, decimal? cached, decimal? write, decimal output) =>
        new(DateTimeOffset.UnixEpoch, "USD", new Rates { In = input, CachedIn = cached, CacheWrite = write, Out = output }, [], [], null, null, null, "test");
}
