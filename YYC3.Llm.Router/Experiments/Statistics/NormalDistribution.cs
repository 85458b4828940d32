namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>Beyond it the series below loses what it sums; the tail is under 1e-15.</summary>
    private const double Tail = 8;

    /// <summary>The density φ(x) = exp(−x²/2) / √(2π).</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>
    /// P(Z ≤ x), to about 15 digits in the middle: ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …)
    /// (Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4), 2004).
    /// </summary>
    public static double Cdf(double x)
    {
        if (Math.Abs(x) >= Tail)
        {
            return x > 0 ? 1 : 0;
        }

        double sum = x, term = x, last = 0;
        for (var i = 3; sum != last; i += 2)
        {
            last = sum;
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Density(x));
    }

    /// <summary>The x with P(Z ≤ x) = p, by bisection of <see cref="Cdf"/>.</summary>
    /// <param name="p">More than 0, less than 1.</param>
    public static double Quantile(double p) => Bisection.Find(-Tail, Tail, x => Cdf(x) - p);
}
