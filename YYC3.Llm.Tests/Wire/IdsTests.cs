using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Tests.Wire;

public sealed class IdsTests
{
    [Theory]
    [InlineData("chatcmpl", "chatcmpl-")]
    [InlineData("file", "file-")]
    [InlineData("vs", "vs_")]
    [InlineData("resp", "resp_")]
    [InlineData("conv", "conv_")]
    public void New_KnownPrefix_HasOpenAisSeparator(string prefix, string start)
    {
        var id = Ids.New(prefix, TimeProvider.System);

        Assert.StartsWith(start, id);
        Assert.True(Ids.IsId(id, prefix));
        Assert.False(Ids.IsId(id.AsSpan(0, id.Length - 1), prefix));
        Assert.False(Ids.IsId(id[..^1] + "'", prefix));
    }

    [Fact]
    public void New_LaterTime_SortsLater()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        var ids = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add(Ids.New("vs", time));
            time.Advance(TimeSpan.FromMicroseconds(1 << (i / 4)));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void New_SameTime_IsUnique()
    {
        var time = new FakeTimeProvider();

        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => Ids.New("req", time)).Distinct().Count());
    }
}
