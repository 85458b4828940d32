using System.Text.Json;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Storage;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>An experiment as the API shows it.</summary>
internal static class ExperimentObject
{
    /// <summary>Without its results.</summary>
    public static void Write(Utf8JsonWriter json, Experiment experiment)
    {
        json.WriteStartObject();
        WriteFields(json, experiment);
        json.WriteEndObject();
    }

    /// <summary>With its results and what happened to it.</summary>
    public static void Write(Utf8JsonWriter json, Experiment experiment, IReadOnlyDictionary<string, ArmTally> results, IReadOnlyList<ExperimentEvent> events)
    {
        json.WriteStartObject();
        WriteFields(json, experiment);
        ResultWriter.Write(json, experiment.Definition, results);
        json.WriteStartArray("events"u8);
        foreach (var one in events)
        {
            json.WriteStartObject();
            json.WriteString("event"u8, one.Event);
            json.WriteString("detail"u8, one.Detail);
            json.WriteNumber("at"u8, Microseconds.ToUnixSeconds(one.At));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, Experiment experiment)
    {
        json.WriteString("id"u8, experiment.Id);
        json.WriteString("object"u8, "experiment"u8);
        json.WriteString("status"u8, experiment.Status);
        json.WriteString("control"u8, experiment.Definition.Control.Id);
        json.WriteString("winner"u8, experiment.Winner);
        json.WriteString("reason"u8, experiment.Reason);
        json.WriteNumber("created_at"u8, Microseconds.ToUnixSeconds(experiment.CreatedAt));
        WriteTime(json, "started_at", experiment.StartedAt);
        WriteTime(json, "ended_at", experiment.EndedAt);
        ExperimentWriter.WriteFields(json, experiment.Definition);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long? time)
    {
        if (time is { } at)
        {
            json.WriteNumber(name, Microseconds.ToUnixSeconds(at));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
