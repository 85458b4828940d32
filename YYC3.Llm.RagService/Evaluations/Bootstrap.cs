namespace YYC3.Llm.RagService.Evaluations;

/// <summary>What a mean is worth that few queries gave: the interval that 95 % of the means of resampled queries lie in (Efron's percentile bootstrap).</summary>
internal static class Bootstrap
{
    private const int Resamples = 1000;

    /// <summary>The mean and its interval.</summary>
    /// <param name="values">One for each query.</param>
    /// <param name="seed">What decides chance: the same values and seed give the same interval.</param>
    public static Estimated Mean(IReadOnlyList<double> values, int seed)
    {
        if (values.Count == 0)
        {
            return new Estimated(0, 0, 0);
        }

        var random = new Random(seed);
        var means = new double[Resamples];
        for (var i = 0; i < means.Length; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < values.Count; j++)
            {
                sum += values[random.Next(values.Count)];
            }

            means[i] = sum / values.Count;
        }

        Array.Sort(means);
        return new Estimated(Round(values.Average()), Round(means[(int)(0.025 * Resamples)]), Round(means[(int)(0.975 * Resamples) - 1]));
    }

    private static double Round(double value) => Math.Round(value, 4);
}
