namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>
/// Sequential inference for one proportion, exact at any number of observations: the likelihood mixed over a Beta(½, ½) distribution,
/// over the likelihood of a proportion p, is a martingale under p: B(½ + s, ½ + f) / B(½, ½) / (p^s·(1 − p)^f) for s successes and f failures
/// (Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of Mathematical Statistics 41(5), 1970).
/// </summary>
internal static class BetaBinomialMixture
{
    // Jeffreys' distribution: error rates are near 0, where a flat one would learn slowly.
    private const double Prior = 0.5;

    private static readonly double LogPrior = BetaFunction.LogBeta(Prior, Prior);

    /// <summary>The logarithm of the mixed likelihood.</summary>
    /// <param name="successes">0 or more; not whole where the design effect was taken off (Rao and Scott, Biometrics 48, 1992).</param>
    /// <param name="failures">Likewise.</param>
    public static double LogMixture(double successes, double failures) => BetaFunction.LogBeta(Prior + successes, Prior + failures) - LogPrior;

    /// <summary>The logarithm of the likelihood of a proportion; minus infinity for one that cannot be.</summary>
    public static double LogLikelihood(double successes, double failures, double p) => Term(successes, p) + Term(failures, 1 - p);

    /// <summary>The logarithm of the evidence against the proportion p.</summary>
    public static double LogEvidence(double successes, double failures, double p) => LogMixture(successes, failures) - LogLikelihood(successes, failures, p);

    /// <summary>The proportions that have not been ruled out at level α.</summary>
    public static Interval Interval(double successes, double failures, double alpha)
    {
        var count = successes + failures;
        if (count <= 0)
        {
            return new Interval(0, 1);
        }

        var limit = -Math.Log(alpha);
        var mixture = LogMixture(successes, failures);
        var top = successes / count;
        return new Interval(
            successes <= 0 ? 0 : Bisection.Find(0, top, p => limit - mixture + LogLikelihood(successes, failures, p)),
            failures <= 0 ? 1 : Bisection.Find(top, 1, p => mixture - LogLikelihood(successes, failures, p) - limit));
    }

    private static double Term(double count, double p) => count <= 0 ? 0 : p <= 0 ? double.NegativeInfinity : count * Math.Log(p);
}
