using System.Text.Encodings.Web;
using System.Text.Json;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Writes definitions, for answers and for the database; <see cref="ExperimentReader"/> reads them.</summary>
internal static class ExperimentWriter
{
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A definition as one JSON object.</summary>
    public static string ToJson(ExperimentDefinition definition)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            WriteFields(json, definition);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A definition's fields into an object that is open.</summary>
    public static void WriteFields(Utf8JsonWriter json, ExperimentDefinition definition)
    {
        json.WriteString("name"u8, definition.Name);
        json.WriteString("description"u8, definition.Description);
        json.WriteString("model"u8, definition.Model);
        json.WriteString("unit"u8, definition.Unit.Name);
        json.WriteString("salt"u8, definition.Salt);
        json.WriteNumber("traffic"u8, definition.Traffic);
        json.WriteStartArray("arms"u8);
        foreach (var arm in definition.Arms)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, arm.Id);
            json.WriteNumber("weight"u8, arm.Weight);
            WriteOverrides(json, arm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteGoal(json, definition.Goal);
        json.WriteNumber("alpha"u8, definition.Alpha);
        json.WriteNumber("planned_samples"u8, definition.PlannedSamples);
        json.WriteNumber("min_samples"u8, definition.MinSamples);
        json.WriteNumber("min_units"u8, definition.MinUnits);
        json.WriteBoolean("auto_stop"u8, definition.AutoStop);
        json.WriteStartArray("guard_rails"u8);
        foreach (var rail in definition.GuardRails)
        {
            json.WriteStartObject();
            json.WriteString("metric"u8, OutcomeMetrics.All[rail.Metric].Name);
            json.WriteNumber("margin"u8, rail.Margin);
            json.WriteString("margin_type"u8, rail.Relative ? "relative"u8 : "absolute"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("guard_alpha"u8, definition.GuardAlpha);
        WriteShadow(json, definition.Shadow);
    }

    private static void WriteGoal(Utf8JsonWriter json, GoalDefinition? goal)
    {
        if (goal is null)
        {
            json.WriteNull("goal"u8);
            return;
        }

        json.WriteStartObject("goal"u8);
        json.WriteString("metric"u8, OutcomeMetrics.All[goal.Metric].Name);
        json.WriteString("direction"u8, goal.Increase ? "increase"u8 : "decrease"u8);
        json.WriteEndObject();
    }

    private static void WriteShadow(Utf8JsonWriter json, ShadowDefinition? shadow)
    {
        if (shadow is null)
        {
            json.WriteNull("shadow"u8);
            return;
        }

        json.WriteStartObject("shadow"u8);
        json.WriteNumber("share"u8, shadow.Share);
        WriteOverrides(json, shadow.Arm);
        json.WriteEndObject();
    }

    private static void WriteOverrides(Utf8JsonWriter json, ArmDefinition arm)
    {
        if (arm.Model is not null)
        {
            json.WriteString("model"u8, arm.Model);
        }

        if (arm.Deployments.Count > 0)
        {
            json.WriteStartArray("deployments"u8);
            foreach (var deployment in arm.Deployments)
            {
                json.WriteStringValue(deployment);
            }

            json.WriteEndArray();
        }

        if (arm.Policy is not null)
        {
            json.WriteString("policy"u8, arm.Policy);
        }

        if (arm.Parameters.Count > 0)
        {
            json.WriteStartObject("parameters"u8);
            foreach (var (name, value) in arm.Parameters)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }

            json.WriteEndObject();
        }
    }
}
