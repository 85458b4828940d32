using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.Text;

public sealed class Bm25Tests
{
    [Fact]
    public void Idf_RareAndCommonTerm_IsTheFormulas()
    {
        Assert.Equal(Math.Log(1 + (9.5 / 1.5)), Bm25.Idf(10, 1), 5);
        Assert.InRange(Bm25.Idf(10, 10), 0f, 0.05f);
    }

    [Fact]
    public void TermWeight_AverageDocument_IsTheFormulas() =>
        Assert.Equal(2 * 2.2 / (2 + 1.2), Bm25.TermWeight(2, 100, 100f), 5);

    [Fact]
    public void TermWeight_MoreOrLonger_SaturatesAndFalls()
    {
        Assert.True(Bm25.TermWeight(3, 100, 100f) > Bm25.TermWeight(2, 100, 100f));
        Assert.True(Bm25.TermWeight(2, 200, 100f) < Bm25.TermWeight(2, 100, 100f));
        Assert.True(Bm25.TermWeight(int.MaxValue, 1, 100f) <= Bm25.K1 + 1f);
    }
}
