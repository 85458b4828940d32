namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>A confidence interval, both ends within it.</summary>
/// <param name="Low">Its lower end; minus infinity when nothing is known.</param>
/// <param name="High">Its upper end; infinity when nothing is known.</param>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>What is known without observations.</summary>
    public static readonly Interval Everything = new(double.NegativeInfinity, double.PositiveInfinity);

    public bool Contains(double value) => value >= Low && value <= High;
}
