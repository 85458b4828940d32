using System.Collections.Frozen;

namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>The metrics. A new one is one class and one line here; its place is its index in tallies, which are not stored by it.</summary>
internal static class OutcomeMetrics
{
    /// <summary>All of them, as results list them.</summary>
    public static readonly IReadOnlyList<IOutcomeMetric> All =
    [
        new LatencyMetric(),
        new FirstTokenMetric(),
        new CostMetric(),
        new ErrorRateMetric(),
        new OutputTokensMetric(),
        new FeedbackMetric(),
    ];

    private static readonly FrozenDictionary<string, int> ByName = All.Select((metric, index) => (metric, index)).ToFrozenDictionary(pair => pair.metric.Name, pair => pair.index, StringComparer.Ordinal);

    public static IEnumerable<string> Names => All.Select(metric => metric.Name);

    /// <summary>The place of a metric in <see cref="All"/>; −1 for an unknown one.</summary>
    public static int IndexOf(string name) => ByName.GetValueOrDefault(name, -1);
}
