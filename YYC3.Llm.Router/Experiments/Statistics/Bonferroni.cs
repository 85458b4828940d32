namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>
/// Several tests in one experiment: each gets its share of the level, so that the chance of any false alarm stays under the whole
/// (Bonferroni; Dunn, "Multiple comparisons among means", JASA 56, 1961). It needs nothing to be known of how the tests depend on each other.
/// </summary>
internal static class Bonferroni
{
    /// <summary>The level of each test.</summary>
    public static double Share(double alpha, int tests) => alpha / Math.Max(1, tests);

    /// <summary>A p-value that can be compared with the level of the whole.</summary>
    public static double Adjust(double p, int tests) => Math.Min(1, p * Math.Max(1, tests));
}
