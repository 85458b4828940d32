namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>
/// How much less a sample tells because its observations come in groups: calls of one user resemble each other, and a user stays in one arm,
/// so that taking calls for independent would declare differences that are only differences between users.
/// </summary>
internal static class DesignEffect
{
    /// <summary>
    /// The variance of a ratio's mean between groups over the one within independent observations, at least 1 (Kish, "Survey Sampling", 1965, §5.4;
    /// the linearised variance is G/(G−1)·Σ(s_g − m·n_g)²/N², Cochran, "Sampling Techniques", 1977, §9A). Units are hashed into groups;
    /// that keeps whole units together, and so the estimate valid, at a bounded size.
    /// </summary>
    /// <param name="counts">Observations of each group; 0 for an empty one.</param>
    /// <param name="sums">Their sums.</param>
    /// <param name="variance">Of one observation.</param>
    public static double Estimate(ReadOnlySpan<double> counts, ReadOnlySpan<double> sums, double variance)
    {
        double count = 0, sum = 0;
        var groups = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            count += counts[i];
            sum += sums[i];
            groups += counts[i] > 0 ? 1 : 0;
        }

        if (groups < 2 || variance <= 0)
        {
            return 1;
        }

        var mean = sum / count;
        double between = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var residual = sums[i] - (mean * counts[i]);
            between += residual * residual;
        }

        return Math.Max(1, between * groups / (groups - 1) / (count * variance));
    }
}
