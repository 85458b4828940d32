using YYC3.Llm.AppHost.Local.Processes;

namespace YYC3.Llm.Tests.AppHost.Local;

public sealed class BackOffTests
{
    [Fact]
    public void Next_DiesAtOnceAgainAndAgain_DoublesUpToHalfAMinute()
    {
        var backOff = new BackOff();

        var delays = Enumerable.Range(0, 7).Select(_ => backOff.Next(TimeSpan.FromSeconds(1)).TotalSeconds);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], delays);
    }

    [Fact]
    public void Next_AfterAGoodMinute_BeginsAtOneSecond()
    {
        var backOff = new BackOff();
        backOff.Next(TimeSpan.Zero);
        backOff.Next(TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(1), backOff.Next(TimeSpan.FromSeconds(60)));
        Assert.Equal(TimeSpan.FromSeconds(2), backOff.Next(TimeSpan.FromSeconds(59)));
    }
}
