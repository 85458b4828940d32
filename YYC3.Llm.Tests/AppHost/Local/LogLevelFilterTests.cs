using YYC3.Llm.AppHost.Local.Terminal;

namespace YYC3.Llm.Tests.AppHost.Local;

public sealed class LogLevelFilterTests
{
    [Fact]
    public void IsWorthShowing_Messages_ShowsWarningsAndWorseWithAllTheirLines()
    {
        string[] lines =
        [
            "info: Microsoft.Hosting.Lifetime[14]", "      Now listening on: http://localhost:3002",
            "warn: YYC3.Llm.Router[1]", "      A provider is slow.",
            "fail: YYC3.Llm.Router[2]", "      It broke.", "      System.IO.IOException: gone", "         at Main()",
            "dbug: YYC3.Llm.Router[3]", "      Detail.",
        ];
        var filter = new LogLevelFilter();

        Assert.Equal(lines[2..8], lines.Where(line => filter.IsWorthShowing(line, isError: false)));
    }

    [Fact]
    public void IsWorthShowing_PlainLines_ShowsThoseOfStandardErrorAlone()
    {
        Assert.True(new LogLevelFilter().IsWorthShowing("Unhandled exception.", isError: true));
        Assert.False(new LogLevelFilter().IsWorthShowing("", isError: true));
        Assert.False(new LogLevelFilter().IsWorthShowing("Simulator ready", isError: false));
    }
}
