namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>Something that arms are compared by.</summary>
internal interface IOutcomeMetric
{
    /// <summary>As the API names it; stored, so it never changes.</summary>
    string Name { get; }

    /// <summary>The unit, for people.</summary>
    string Unit { get; }

    /// <summary>Whether each observation is 0 or 1, and the mean a proportion.</summary>
    bool IsProportion { get; }

    /// <summary>Whether quantiles are kept.</summary>
    bool HasQuantiles { get; }

    /// <summary>Whether more of it is better, where an experiment does not say.</summary>
    bool MoreIsBetter { get; }

    /// <summary>The observation in an outcome; null when there is none.</summary>
    double? Read(in Outcome outcome);
}
