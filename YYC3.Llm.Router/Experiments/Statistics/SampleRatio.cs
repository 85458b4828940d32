namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>
/// Whether the arms got the shares of calls that they should: when they did not, something between assignment and outcome loses calls of one arm,
/// and no comparison can be trusted. A multinomial likelihood mixed over a Dirichlet distribution around the shares, over that of the shares
/// (Lindon and Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022).
/// </summary>
internal static class SampleRatio
{
    /// <summary>A p-value under it is not chance: such a mismatch is looked for in every experiment, so the bar is high.</summary>
    public const double Suspicious = 0.001;

    /// <summary>How closely the distribution lies around the shares: sharpest for mismatches of a few per cent.</summary>
    private const double Concentration = 1000;

    /// <summary>The logarithm of the evidence against the shares.</summary>
    /// <param name="counts">Calls by arm.</param>
    /// <param name="weights">What they should be in proportion to, each more than 0.</param>
    public static double LogEvidence(IReadOnlyList<double> counts, IReadOnlyList<double> weights)
    {
        var (count, weight) = (counts.Sum(), weights.Sum());
        var evidence = BetaFunction.LogGamma(Concentration) - BetaFunction.LogGamma(Concentration + count);
        for (var i = 0; i < counts.Count; i++)
        {
            var share = weights[i] / weight;
            evidence += BetaFunction.LogGamma((Concentration * share) + counts[i]) - BetaFunction.LogGamma(Concentration * share) - (counts[i] * Math.Log(share));
        }

        return evidence;
    }
}
