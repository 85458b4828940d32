using System.Text;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects;
using YYC3.Llm.Simulator.Faults;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Observation;

/// <summary>The simulator's own paths: what it can do, and what it saw.</summary>
internal static class SimEndpoints
{
    /// <summary>Maps <c>GET /health</c>, <c>GET /sim</c> (the grammar), <c>GET /sim/tally</c>, <c>GET</c> and <c>DELETE /sim/requests</c>.</summary>
    public static void MapSim(this IEndpointRouteBuilder routes, Sightings sightings, Action forget, AnswerRegistry answers, FaultRegistry faults, DialectRegistry dialects)
    {
        var help = Help(answers, faults, dialects);
        routes.MapGet("/health", static context => context.Response.WriteAsync("Healthy"));
        routes.MapGet("/sim", context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(help);
        });
        routes.MapGet("/sim/requests", context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(Write(sightings), context.RequestAborted).AsTask();
        });
        routes.MapGet("/sim/tally", context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(Write(sightings.Tally), context.RequestAborted).AsTask();
        });
        routes.MapDelete("/sim/requests", context =>
        {
            sightings.Clear();
            forget();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static byte[] Write(Tally tally) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("rows");
        foreach (var (key, row) in tally.Rows)
        {
            writer.WriteStartObject();
            writer.WriteString("dialect", key.Dialect);
            writer.WriteString("model", key.Model);
            writer.WriteString("key", key.Credential);
            foreach (var (name, value) in row.Counts)
            {
                writer.WriteNumber(name, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static byte[] Write(Sightings sightings) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("total", sightings.Total);
        writer.WriteNumber("running", sightings.Running);
        writer.WriteNumber("completed", sightings.Completed);
        writer.WriteNumber("client_gone", sightings.ClientGone);
        writer.WriteNumber("hung_up", sightings.HungUp);
        writer.WriteNumber("refused", sightings.Refused);
        writer.WriteNumber("prompt_tokens", sightings.PromptTokens);
        writer.WriteNumber("completion_tokens", sightings.CompletionTokens);
        writer.WriteStartArray("requests");
        foreach (var seen in sightings.Last)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", seen.Id);
            writer.WriteString("at", seen.At);
            writer.WriteString("target", seen.Target);
            writer.WriteString("model", seen.Model);
            writer.WriteBoolean("stream", seen.Stream);
            writer.WriteNumber("status", seen.Status);
            writer.WriteString("outcome", seen.Outcome);
            writer.WriteNumber("events", seen.Events);
            if (seen.EndedAt is { } ended)
            {
                writer.WriteString("ended_at", ended);
            }

            writer.WriteStartObject("headers");
            foreach (var header in seen.Headers)
            {
                writer.WriteString(header.Key, header.Value);
            }

            writer.WriteEndObject();
            writer.WriteString("body", seen.Body);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static string Help(AnswerRegistry answers, FaultRegistry faults, DialectRegistry dialects)
    {
        var help = new StringBuilder("""
            A provider made of scripts. Name the script as the model, or part of it in the header x-sim, whose parts win:

              sim[-answer][?parameter=value&parameter=value...]
              sim-text?chunks=64&gap=5ms            64 content events, 5 ms apart
              sim-echo?fault=reset@10&split=1       reset after 10 events, one byte a write
              x-sim: status=429+2&times=1           the first call fails, Retry-After: 2

            A fault may be written as a parameter of its name. Any other model answers as sim-text does.
            GET /sim/requests tells what was seen, DELETE /sim/requests forgets it.
            GET /sim/tally counts calls and the tokens reported, exactly, by dialect, model and key; the same DELETE begins it anew.
            Where the model stands in the path (Gemini, Azure, ERNIE) the script does too, percent-encoded once.


            """);
        Section("Dialects", dialects.All.Select(dialect => (dialect.Name, dialect.BasePath)));
        Section("Answers", answers.All.Select(answer => ("sim-" + answer.Name, answer.Summary)));
        Section("Parameters", ScriptParameters.All);
        Section("Faults", faults.All.Select(fault => (fault.Name, fault.Summary)));
        return help.ToString();

        void Section(string title, IEnumerable<(string Name, string Meaning)> rows)
        {
            help.Append(title).Append('\n');
            foreach (var (name, meaning) in rows)
            {
                help.Append("  ").Append(name.PadRight(14)).Append(meaning).Append('\n');
            }

            help.Append('\n');
        }
    }
}
