namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>
/// A sequential test of two proportions, exact at any number of observations and near 0: both arms' mixtures over the best that the
/// hypothesis can do. For each pair of true proportions the product of the two is a martingale, and the largest likelihood under the
/// hypothesis is no smaller than the true one's (Turner, Ly and Grünwald, "Generic E-variables for exact sequential k-sample tests that
/// allow for optional stopping", Journal of Statistical Planning and Inference 230, 2024; the numerator here is learned as in Robbins).
/// </summary>
internal static class TwoProportions
{
    // The log-likelihood is concave along the line, so thirds find its top; the width left is 1e-12 of the range.
    private const int Steps = 68;

    /// <summary>The logarithm of the evidence against "arm ≤ slope·control + offset"; 0 and less is none.</summary>
    /// <param name="arm">Successes and failures of the arm.</param>
    /// <param name="control">Successes and failures of the control.</param>
    /// <param name="slope">1 or more.</param>
    /// <param name="offset">0 to 1.</param>
    public static double LogEvidenceAbove((double Successes, double Failures) arm, (double Successes, double Failures) control, double slope, double offset)
    {
        var (armCount, controlCount) = (arm.Successes + arm.Failures, control.Successes + control.Failures);
        if (armCount <= 0 || controlCount <= 0 || arm.Successes / armCount <= (slope * control.Successes / controlCount) + offset)
        {
            return 0;
        }

        // What was seen lies above the line, so the best of the hypothesis lies on it.
        double low = 0, high = Math.Min(1, (1 - offset) / slope);
        for (var i = 0; i < Steps; i++)
        {
            var (left, right) = (low + ((high - low) / 3), high - ((high - low) / 3));
            if (OnLine(left) < OnLine(right))
            {
                low = left;
            }
            else
            {
                high = right;
            }
        }

        var best = OnLine(0.5 * (low + high));
        return BetaBinomialMixture.LogMixture(arm.Successes, arm.Failures) + BetaBinomialMixture.LogMixture(control.Successes, control.Failures) - best;

        double OnLine(double p) => BetaBinomialMixture.LogLikelihood(control.Successes, control.Failures, p)
            + BetaBinomialMixture.LogLikelihood(arm.Successes, arm.Failures, Math.Min(1, (slope * p) + offset));
    }
}
