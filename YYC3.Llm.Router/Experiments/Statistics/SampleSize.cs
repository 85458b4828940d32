namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>How many observations each arm needs for a difference to be found.</summary>
internal static class SampleSize
{
    /// <summary>
    /// For a single look at the end: (σ₁² + σ₂²)·(z₁₋α/₂ + z₁₋β)² / δ²
    /// (Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions", 2003, §4.2, without the continuity correction; the same for means).
    /// </summary>
    /// <param name="variances">σ₁² + σ₂², of one observation in each arm.</param>
    /// <param name="effect">δ, the smallest difference to be found, as an amount.</param>
    /// <param name="alpha">The two-sided level.</param>
    /// <param name="power">1 − β, the chance to find it.</param>
    public static double FixedHorizon(double variances, double effect, double alpha, double power) =>
        Needed(variances, effect, NormalDistribution.Quantile(1 - (alpha / 2)), power);

    /// <summary>
    /// For the sequential test, looked at as often as one likes: as above, with the threshold that <see cref="NormalMixture"/> has at the end.
    /// The power is a lower bound: the threshold can be crossed before the end as well, and then the experiment is over earlier.
    /// </summary>
    /// <inheritdoc cref="FixedHorizon"/>
    public static double Sequential(double variances, double effect, double alpha, double power) =>
        Needed(variances, effect, NormalMixture.Threshold(NormalMixture.Rho2(alpha, 1), alpha), power);

    private static double Needed(double variances, double effect, double threshold, double power)
    {
        var needed = threshold + NormalDistribution.Quantile(power);
        return Math.Max(2, Math.Ceiling(variances * needed * needed / (effect * effect)));
    }
}
