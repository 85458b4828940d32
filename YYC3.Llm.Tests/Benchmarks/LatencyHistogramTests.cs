using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Tests.Benchmarks;

public class LatencyHistogramTests
{
    [Fact]
    public void Percentile_Empty_IsZero()
    {
        Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(0.99));
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.5, 100)]
    [InlineData(0.505, 101)]
    [InlineData(0.99, 198)]
    [InlineData(1.0, 200)]
    public void Percentile_SmallValues_IsExact(double share, long expected)
    {
        var histogram = new LatencyHistogram();
        for (var value = 200; value > 0; value--)
        {
            histogram.Add(TimeSpan.FromMicroseconds(value));
        }

        Assert.Equal(expected, histogram.Percentile(share).TotalMicroseconds);
    }

    [Fact]
    public void Percentile_AnyValues_AgreesWithSortingWithinOnePercent()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 21)).ToArray();
        var histogram = new LatencyHistogram();
        Parallel.ForEach(values, value => histogram.Add(TimeSpan.FromMicroseconds(value)));

        Array.Sort(values);
        Assert.Equal(values.Length, histogram.Count);
        Assert.Equal(values[^1], histogram.Largest.TotalMicroseconds);
        foreach (var share in (double[])[0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1])
        {
            var exact = values[(int)Math.Ceiling(share * values.Length) - 1];
            Assert.InRange(histogram.Percentile(share).TotalMicroseconds, exact * 0.992, exact * 1.008);
        }
    }

    [Fact]
    public void Add_OutOfRange_CountsAtTheEnds()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMilliseconds(-1));
        histogram.Add(TimeSpan.FromDays(2));

        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
        Assert.Equal(TimeSpan.FromDays(2), histogram.Largest);
        Assert.InRange(histogram.Percentile(1), TimeSpan.FromHours(1), TimeSpan.FromDays(2));
    }

    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 100, 2 }, 3)]
    public void Median_OfRuns_IsTheMiddle(double[] values, double expected)
    {
        Assert.Equal(expected, Median.Of(values));
    }

    [Fact]
    public void Median_OfNothing_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Median.Of([]));
    }
}
