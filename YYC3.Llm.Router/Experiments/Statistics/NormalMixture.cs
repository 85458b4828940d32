namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>
/// Sequential tests of means that may be looked at after every observation: a likelihood ratio mixed over the effects that may be,
/// normally distributed around none (the mixture SPRT: Robbins, "Statistical methods related to the law of the iterated logarithm", 1970;
/// Johari, Pekelis and Walsh, "Always valid inference", Operations Research 70(3), 2022). With estimated variances it is the asymptotic
/// confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas ("Time-uniform central limit theory and asymptotic confidence
/// sequences", Annals of Statistics 52(6), 2024, theorem 2.2): valid for any stopping rule once the variances are known well enough,
/// which is why decisions wait for a least number of observations.
/// </summary>
/// <remarks>
/// Everything is in the information t = σ²/V, where V is the variance of the estimate and σ² that of one observation:
/// the ratio is (1 + tρ²)^−½ · exp(z²/2 · tρ²/(1 + tρ²)) for z = estimate/√V, a martingale with mean 1 where there is no effect,
/// so that it ever reaches 1/α with probability at most α (Ville).
/// </remarks>
internal static class NormalMixture
{
    /// <summary>
    /// The ρ² that makes intervals of level 1 − α tightest at the information that is planned for:
    /// (2 ln(1/α) + ln(1 + 2 ln(1/α))) / t (Waudby-Smith et al., appendix C.3).
    /// </summary>
    /// <param name="alpha">The level, more than 0 and less than 1.</param>
    /// <param name="information">t, more than 0; for a difference of two arms half of the observations planned for each.</param>
    public static double Rho2(double alpha, double information)
    {
        var x = -2 * Math.Log(alpha);
        return (x + Math.Log(1 + x)) / information;
    }

    /// <summary>The natural logarithm of the evidence against an effect of zero; 0 and less is none.</summary>
    public static double LogEvidence(in Estimate estimate, double rho2)
    {
        var c = estimate.Information * rho2;
        return (0.5 * estimate.Z * estimate.Z * c / (1 + c)) - (0.5 * Math.Log(1 + c));
    }

    /// <summary>
    /// The same against effects of zero and below, mixed over positive effects only
    /// (Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49(2), 2021,
    /// one-sided normal mixture): 2·(1 + tρ²)^−½ · exp(z²/2 · tρ²/(1 + tρ²)) · Φ(z·√(tρ²/(1 + tρ²))).
    /// </summary>
    public static double LogEvidenceAbove(in Estimate estimate, double rho2)
    {
        var c = estimate.Information * rho2;
        return LogEvidence(estimate, rho2) + Math.Log(2 * NormalDistribution.Cdf(estimate.Z * Math.Sqrt(c / (1 + c))));
    }

    /// <summary>The effects that have not been ruled out at level α: estimate ± √(V · (1 + 1/(tρ²)) · (2 ln(1/α) + ln(1 + tρ²))).</summary>
    public static Interval Interval(in Estimate estimate, double rho2, double alpha)
    {
        var radius = Math.Sqrt(estimate.Variance) * Threshold(estimate.Information * rho2, alpha);
        return double.IsFinite(radius) ? new Interval(estimate.Value - radius, estimate.Value + radius) : Statistics.Interval.Everything;
    }

    /// <summary>How many standard errors an estimate must be away from zero.</summary>
    /// <param name="c">tρ².</param>
    /// <param name="alpha">The level.</param>
    public static double Threshold(double c, double alpha) => Math.Sqrt((1 + (1 / c)) * ((-2 * Math.Log(alpha)) + Math.Log(1 + c)));

    /// <summary>An anytime-valid p-value: the inverse of the evidence, at most 1.</summary>
    public static double PValue(double logEvidence) => Math.Exp(-Math.Max(0, logEvidence));
}
