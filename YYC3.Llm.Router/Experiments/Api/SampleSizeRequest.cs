using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>The question how long an experiment will take.</summary>
/// <param name="Metric">What decides.</param>
/// <param name="Baseline">Its mean today; for a proportion the share.</param>
/// <param name="StandardDeviation">Of one observation; of a proportion it follows from the baseline.</param>
/// <param name="Effect">The smallest difference to be found, as an amount, with its sign.</param>
/// <param name="Alpha">The level. Default 0.05.</param>
/// <param name="Power">The chance to find it. Default 0.8.</param>
/// <param name="Arms">With the control. Default 2.</param>
/// <param name="CallsPerDay">Of the model; null when not told.</param>
/// <param name="Traffic">The share that takes part. Default 1.</param>
internal sealed record SampleSizeRequest(
    IOutcomeMetric Metric, double Baseline, double StandardDeviation, double Effect, double Alpha, double Power, int Arms, double? CallsPerDay, double Traffic)
{
    private const double MostSamples = 1e15;

    private static readonly string[] Known = ["metric", "baseline", "standard_deviation", "minimum_detectable_effect", "effect_type", "alpha", "power", "arms", "calls_per_day", "traffic"];

    /// <summary>Reads a question; null when it has faults.</summary>
    public static SampleSizeRequest? Read(JsonElement root, JsonWalker walker, List<CatalogFault> faults)
    {
        var metric = -1;
        double baseline = double.NaN, deviation = double.NaN, effect = double.NaN, alpha = 0.05, power = 0.8, traffic = 1;
        double? perDay = null;
        long arms = 2;
        var relative = true;
        foreach (var (field, path, value) in walker.Members(root, "$").Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field)
            {
                case "metric":
                    metric = OutcomeMetrics.IndexOf(walker.Text(value, path));
                    if (metric < 0)
                    {
                        walker.Fault(path, $"is not known; known are {string.Join(", ", OutcomeMetrics.Names)}");
                    }

                    break;
                case "baseline": baseline = walker.Number(value, path, double.MinValue, double.NaN); break;
                case "standard_deviation": deviation = walker.Number(value, path, 0, double.NaN); break;
                case "minimum_detectable_effect": effect = walker.Number(value, path, double.MinValue, double.NaN); break;
                case "effect_type":
                    relative = walker.Text(value, path) is var type && type == "relative";
                    if (type is not ("relative" or "absolute"))
                    {
                        walker.Fault(path, "must be 'relative' or 'absolute'");
                    }

                    break;
                case "alpha": alpha = Between(walker, value, path, 0.0001, 0.5); break;
                case "power": power = Between(walker, value, path, 0.5, 0.9999); break;
                case "traffic": traffic = Between(walker, value, path, 0.000001, 1); break;
                case "calls_per_day": perDay = Between(walker, value, path, 0.001, 1e12); break;
                case "arms":
                    arms = walker.Whole(value, path, 2) ?? 2;
                    if (arms > 16)
                    {
                        walker.Fault(path, "must be at most 16");
                    }

                    break;
                default: walker.Unknown(path, Known); break;
            }
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        Missing("metric", $"one of {string.Join(", ", OutcomeMetrics.Names)}");
        Missing("baseline", "the metric's mean today");
        Missing("minimum_detectable_effect", "the smallest difference to be found, such as 0.1 for ten per cent");
        if (metric < 0 || faults.Count > 0)
        {
            return null;
        }

        var chosen = OutcomeMetrics.All[metric];
        var amount = relative ? effect * Math.Abs(baseline) : effect;
        if (amount == 0)
        {
            walker.Fault("$.minimum_detectable_effect", relative && baseline == 0 ? "of a baseline of 0 must be absolute: set effect_type to 'absolute'" : "must not be 0");
        }

        if (chosen.IsProportion)
        {
            if (baseline is < 0 or > 1 || baseline + amount is < 0 or > 1)
            {
                walker.Fault("$.baseline", "and the baseline with the effect must be shares from 0 to 1");
            }
        }
        else if (double.IsNaN(deviation))
        {
            walker.Fault("$.standard_deviation", $"is missing: {chosen.Name} is a mean, and how many observations it needs depends on their spread");
        }

        if (faults.Count > 0)
        {
            return null;
        }

        var request = new SampleSizeRequest(chosen, baseline, deviation, amount, alpha, power, (int)arms, perDay, traffic);
        if (!double.IsFinite(amount) || request.Sequential > MostSamples)
        {
            walker.Fault("$.minimum_detectable_effect", $"would need more than {MostSamples:0} observations of each arm; look for a larger one");
        }

        return request;

        void Missing(string field, string what)
        {
            if (!root.TryGetProperty(field, out var given) || given.ValueKind == JsonValueKind.Null)
            {
                walker.Fault($"$.{field}", $"is missing: {what}");
            }
        }
    }

    /// <summary>The answer.</summary>
    public void Write(Utf8JsonWriter json)
    {
        var sequential = Sequential;
        json.WriteStartObject();
        json.WriteString("object"u8, "experiment.sample_size"u8);
        json.WriteString("metric"u8, Metric.Name);
        json.WriteNumber("effect"u8, Effect);
        json.WriteNumber("alpha_per_comparison"u8, AlphaEach);
        json.WriteNumber("power"u8, Power);
        json.WriteNumber("samples_per_arm"u8, sequential);
        json.WriteNumber("samples_total"u8, sequential * Arms);
        json.WriteNumber("samples_per_arm_fixed_horizon"u8, SampleSize.FixedHorizon(Variances, Effect, AlphaEach, Power));
        if (CallsPerDay is { } perDay)
        {
            json.WriteNumber("days"u8, sequential * Arms / (perDay * Traffic));
        }
        else
        {
            json.WriteNull("days"u8);
        }

        json.WriteEndObject();
    }

    private double AlphaEach => Bonferroni.Share(Alpha, Arms - 1);

    private double Sequential => SampleSize.Sequential(Variances, Effect, AlphaEach, Power);

    private double Variances => Metric.IsProportion
        ? (Baseline * (1 - Baseline)) + ((Baseline + Effect) * (1 - Baseline - Effect))
        : 2 * StandardDeviation * StandardDeviation;

    private static double Between(JsonWalker walker, JsonElement value, string path, double least, double most)
    {
        var number = walker.Number(value, path, double.MinValue, least);
        if (number < least || number > most)
        {
            walker.Fault(path, $"must be from {least} to {most}");
        }

        return number;
    }
}
