namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>What the tests need to know of one arm's observations of one metric.</summary>
/// <param name="Count">Observations.</param>
/// <param name="Mean">Their mean; 0 without any.</param>
/// <param name="Variance">Of one observation.</param>
/// <param name="DesignEffect">By how much the variance of the mean is larger than for independent observations, 1 or more.</param>
internal readonly record struct Sample(double Count, double Mean, double Variance, double DesignEffect)
{
    /// <summary>The squared standard error of <see cref="Mean"/>.</summary>
    public double VarianceOfMean => Variance * DesignEffect / Count;

    /// <summary>Independent observations that would tell as much.</summary>
    public double EffectiveCount => Count / DesignEffect;
}
