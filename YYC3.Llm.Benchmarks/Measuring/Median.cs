namespace YYC3.Llm.Benchmarks.Measuring;

/// <summary>The middle of several runs, which one disturbed run does not move.</summary>
internal static class Median
{
    /// <summary>The median; the mean of the two middle values when there is an even number of them.</summary>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? throw new InvalidOperationException("There is nothing to take the median of.")
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
