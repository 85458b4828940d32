using System.Text.Json;
using YYC3.Llm.Router.Experiments.Decisions;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Writes what an experiment has shown so far: of each arm and metric the mean, quantiles and the difference to the control, each with its interval.</summary>
/// <remarks>Intervals of means are left null until there are enough observations for them to be trusted.</remarks>
internal static class ResultWriter
{
    private static readonly (string Name, double Share)[] Quantiles = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)];

    public static void Write(Utf8JsonWriter json, ExperimentDefinition definition, IReadOnlyDictionary<string, ArmTally> tallies)
    {
        var none = new ArmTally();
        var arms = definition.Arms.Select(arm => tallies.GetValueOrDefault(arm.Id, none)).ToList();
        json.WriteStartObject("results"u8);
        json.WriteNumber("level"u8, 1 - definition.Alpha);
        json.WriteStartArray("arms"u8);
        for (var i = 0; i < arms.Count; i++)
        {
            WriteArm(json, definition, definition.Arms[i].Id, arms[i], i == 0 ? null : arms[0]);
        }

        json.WriteEndArray();
        json.WriteStartArray("guard_rails"u8);
        foreach (var rail in definition.GuardRails)
        {
            for (var i = 1; i < arms.Count; i++)
            {
                WriteRail(json, definition, rail, definition.Arms[i].Id, GuardCheck.Of(definition, rail, arms[i][rail.Metric], arms[0][rail.Metric]));
            }
        }

        json.WriteEndArray();
        WriteSampleRatio(json, definition, arms);
        if (tallies.TryGetValue(ShadowDefinition.ArmId, out var shadow))
        {
            json.WritePropertyName("shadow"u8);
            WriteMetrics(json, definition, shadow, null, sticky: false);
        }

        json.WriteEndObject();
    }

    // Where a unit makes several calls, some arms have more of them without anything being wrong.
    private static void WriteSampleRatio(Utf8JsonWriter json, ExperimentDefinition definition, List<ArmTally> arms)
    {
        if (definition.Unit.IsSticky || arms.Count < 2)
        {
            json.WriteNull("sample_ratio"u8);
            return;
        }

        var metric = OutcomeMetrics.IndexOf("error_rate"); // The one that nearly every call has.
        var p = NormalMixture.PValue(SampleRatio.LogEvidence([.. arms.Select(arm => arm[metric].Count)], [.. definition.Arms.Select(arm => arm.Weight)]));
        json.WriteStartObject("sample_ratio"u8);
        json.WriteNumber("p_value"u8, p);
        json.WriteBoolean("suspicious"u8, p < SampleRatio.Suspicious);
        json.WriteEndObject();
    }

    private static void WriteArm(Utf8JsonWriter json, ExperimentDefinition definition, string id, ArmTally arm, ArmTally? control)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WritePropertyName("metrics"u8);
        WriteMetrics(json, definition, arm, control, definition.Unit.IsSticky);
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, ExperimentDefinition definition, ArmTally arm, ArmTally? control, bool sticky)
    {
        json.WriteStartObject();
        for (var i = 0; i < OutcomeMetrics.All.Count; i++)
        {
            if (arm[i].Count <= 0)
            {
                continue;
            }

            var metric = OutcomeMetrics.All[i];
            var sample = arm[i].Sample(metric, sticky);
            json.WriteStartObject(metric.Name);
            json.WriteString("unit"u8, metric.Unit);
            json.WriteNumber("count"u8, sample.Count);
            json.WriteNumber("effective_count"u8, sample.EffectiveCount);
            json.WriteNumber("mean"u8, sample.Mean);
            json.WriteNumber("standard_deviation"u8, Math.Sqrt(sample.Variance));
            WriteInterval(json, MeanInterval(definition, metric, sample));
            if (metric.HasQuantiles)
            {
                WriteQuantiles(json, arm[i].Sketch, sample.EffectiveCount, definition.Alpha);
            }

            if (control is not null && control[i].Count > 0)
            {
                WriteDifference(json, definition, metric, arm[i], control[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static Interval MeanInterval(ExperimentDefinition definition, IOutcomeMetric metric, in Sample sample)
    {
        if (metric.IsProportion)
        {
            var successes = sample.Mean * sample.EffectiveCount;
            return BetaBinomialMixture.Interval(successes, Math.Max(0, sample.EffectiveCount - successes), definition.Alpha);
        }

        return sample.Count >= definition.MinSamples
            ? NormalMixture.Interval(Estimate.Mean(sample), NormalMixture.Rho2(definition.Alpha, definition.PlannedSamples), definition.Alpha)
            : Interval.Everything;
    }

    private static void WriteQuantiles(Utf8JsonWriter json, QuantileSketch sketch, double effectiveCount, double alpha)
    {
        json.WriteStartObject("quantiles"u8);
        foreach (var (name, share) in Quantiles)
        {
            json.WriteStartObject(name);
            json.WriteNumber("value"u8, sketch.Quantile(share));
            WriteInterval(json, sketch.Interval(share, effectiveCount, alpha));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDifference(Utf8JsonWriter json, ExperimentDefinition definition, IOutcomeMetric metric, Tally arm, Tally control)
    {
        var comparison = Comparison.Of(definition, metric, arm, control);
        var isReady = arm.Count >= definition.MinSamples && control.Count >= definition.MinSamples && GuardCheck.ReadyUnits(definition, arm, control);
        var mean = control.Sample(metric, sticky: false).Mean;
        json.WriteStartObject("difference"u8);
        json.WriteNumber("value"u8, comparison.Difference);
        WriteNumber(json, "relative", mean != 0 ? comparison.Difference / Math.Abs(mean) : double.NaN);
        WriteInterval(json, isReady ? comparison.Interval : Interval.Everything);
        WriteNumber(json, "p_value", isReady ? comparison.PValue : double.NaN);
        json.WriteBoolean("ready"u8, isReady);
        json.WriteEndObject();
    }

    private static void WriteRail(Utf8JsonWriter json, ExperimentDefinition definition, GuardRail rail, string arm, GuardCheck check)
    {
        json.WriteStartObject();
        json.WriteString("metric"u8, OutcomeMetrics.All[rail.Metric].Name);
        json.WriteString("arm"u8, arm);
        WriteNumber(json, "p_value", check.IsReady ? check.PValue : double.NaN);
        json.WriteBoolean("ready"u8, check.IsReady);
        json.WriteBoolean("hit"u8, check.IsReady && check.PValue <= definition.GuardAlpha);
        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, Interval interval)
    {
        json.WriteStartArray("interval"u8);
        foreach (var end in (ReadOnlySpan<double>)[interval.Low, interval.High])
        {
            if (double.IsFinite(end))
            {
                json.WriteNumberValue(end);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
