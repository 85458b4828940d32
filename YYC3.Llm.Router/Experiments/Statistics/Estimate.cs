namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>An estimated mean, difference or other linear contrast of means.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Variance">Its squared standard error, V.</param>
/// <param name="Information">σ²/V: for one mean its effective number of observations, for a difference of two equal arms half of one arm's.</param>
internal readonly record struct Estimate(double Value, double Variance, double Information)
{
    /// <summary>How many standard errors it is away from zero; 0 while nothing is known.</summary>
    public double Z => Variance > 0 ? Value / Math.Sqrt(Variance) : 0;

    /// <summary>One arm's mean.</summary>
    public static Estimate Mean(in Sample sample) =>
        sample is { Count: > 0, Variance: > 0 } ? new Estimate(sample.Mean, sample.VarianceOfMean, sample.EffectiveCount) : new Estimate(sample.Mean, double.PositiveInfinity, 0);

    /// <summary>
    /// arm − slope·control − offset. Slope 1 and offset 0 is the difference; slope 1 + m tests a relative margin m without
    /// dividing by a mean that is itself uncertain (Fieller, Biometrika 32, 1940).
    /// </summary>
    public static Estimate Contrast(in Sample arm, in Sample control, double slope = 1, double offset = 0)
    {
        var value = arm.Mean - (slope * control.Mean) - offset;
        var spread = 0.5 * (arm.Variance + (slope * slope * control.Variance));
        if (arm.Count <= 0 || control.Count <= 0 || spread <= 0)
        {
            return new Estimate(value, double.PositiveInfinity, 0);
        }

        var variance = arm.VarianceOfMean + (slope * slope * control.VarianceOfMean);
        return new Estimate(value, variance, spread / variance);
    }
}
