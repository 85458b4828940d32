using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Experiments.Storage;
using YYC3.Llm.Router.Routing.Policies;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary><c>/admin/experiments</c>: the life of experiments and what they have shown.</summary>
internal sealed class ExperimentEndpoints(ExperimentStore store, TallyStore tallies, ExperimentWorker worker, CatalogStore catalog, PolicyRegistry policies)
{
    private static readonly string[] ChangeableLater = ["name", "description", "traffic", "auto_stop", "shadow"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<ExperimentEndpoints>();
        var experiments = routes.MapGroup("/admin/experiments");
        experiments.MapPost("", (RequestDelegate)endpoints.CreateAsync);
        experiments.MapGet("", (RequestDelegate)endpoints.ListAsync);
        experiments.MapPost("/sample_size", (RequestDelegate)SampleSizeAsync);
        experiments.MapGet("/{id}", (RequestDelegate)endpoints.GetAsync);
        experiments.MapPost("/{id}", (RequestDelegate)endpoints.ModifyAsync);
        experiments.MapDelete("/{id}", (RequestDelegate)endpoints.DeleteAsync);
        experiments.MapPost("/{id}/start", (RequestDelegate)endpoints.StartAsync);
        experiments.MapPost("/{id}/pause", (RequestDelegate)endpoints.PauseAsync);
        experiments.MapPost("/{id}/stop", (RequestDelegate)endpoints.StopAsync);
    }

    private static Task SampleSizeAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var request = RequestJson.Check(await RequestJson.ReadAsync(context), SampleSizeRequest.Read)!;
        return request.Write;
    });

    private Task CreateAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var definition = Read(await RequestJson.ReadAsync(context));
        var experiment = await store.CreateAsync(definition, cancellationToken);
        return json => ExperimentObject.Write(json, experiment);
    });

    private Task ListAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var query = context.Request.Query;
        string? status = query["status"];
        if (status is not null && !ExperimentStatus.All.Contains(status))
        {
            throw ApiException.BadRequest("status", $"Invalid value for 'status': expected one of {string.Join(", ", ExperimentStatus.All)}.", "invalid_value");
        }

        var limit = PageLimit.Of(query);
        var rows = await store.ListAsync(PageLimit.Filter(query, "model"), status, PageLimit.Filter(query, "after"), limit, cancellationToken);
        return json => PageLimit.Write(json, rows, limit, row => row.Id, ExperimentObject.Write);
    });

    private Task GetAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var experiment = await FindAsync(context, cancellationToken);
        await worker.FlushAsync(cancellationToken);
        var results = await tallies.ReadAsync(experiment.Id, cancellationToken);
        var events = await store.EventsAsync(experiment.Id, cancellationToken);
        return json => ExperimentObject.Write(json, experiment, results, events);
    });

    private Task ModifyAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var changes = await RequestJson.ReadAsync(context);
        var experiment = await FindAsync(context, cancellationToken);
        var definition = Read(RequestJson.Check(changes, (root, walker, _) => Merge(experiment, root, walker)));
        var changed = await store.ModifyAsync(experiment, definition, cancellationToken) ?? throw Changed(experiment.Id);
        await worker.RefreshAsync(cancellationToken);
        return json => ExperimentObject.Write(json, changed);
    });

    private Task StartAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var experiment = await FindAsync(context, cancellationToken);
        Refuse(experiment, "started", ExperimentStatus.Running, ExperimentStatus.Stopped);
        // The catalog may have changed since it was written.
        RequestJson.Check(default, (_, walker, _) =>
        {
            CatalogCheck.Check(experiment.Definition, catalog.Current, policies, walker);
            return 0;
        });
        try
        {
            return await MoveAsync(context, experiment, ExperimentStatus.Running, ExperimentEvent.Started, cancellationToken);
        }
        catch (DbException failure) when (!failure.IsTransient)
        {
            var running = (await store.RunningAsync(cancellationToken)).FirstOrDefault(other => other.Definition.Model == experiment.Definition.Model && other.Id != experiment.Id);
            throw running is null ? failure : Conflict($"The experiment '{running.Id}' ({running.Definition.Name}) runs on the model '{experiment.Definition.Model}'; only one can at a time. Stop or pause it first.", "experiment_running");
        }
    });

    private Task PauseAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var experiment = await FindAsync(context, cancellationToken);
        Refuse(experiment, "paused", ExperimentStatus.Draft, ExperimentStatus.Paused, ExperimentStatus.Stopped);
        return await MoveAsync(context, experiment, ExperimentStatus.Paused, ExperimentEvent.PausedByHand, cancellationToken);
    });

    private Task StopAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var experiment = await FindAsync(context, cancellationToken);
        Refuse(experiment, "stopped", ExperimentStatus.Draft, ExperimentStatus.Stopped);
        return await MoveAsync(context, experiment, ExperimentStatus.Stopped, ExperimentEvent.StoppedByHand, cancellationToken);
    });

    private Task DeleteAsync(HttpContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var experiment = await FindAsync(context, cancellationToken);
        Refuse(experiment, "deleted", ExperimentStatus.Running);
        if (!await store.DeleteAsync(experiment.Id, cancellationToken))
        {
            throw Changed(experiment.Id);
        }

        return json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, experiment.Id);
            json.WriteString("object"u8, "experiment.deleted"u8);
            json.WriteBoolean("deleted"u8, true);
            json.WriteEndObject();
        };
    });

    private async Task<Action<Utf8JsonWriter>> MoveAsync(HttpContext context, Experiment experiment, string status, string happened, CancellationToken cancellationToken)
    {
        var reason = ReadReason(await RequestJson.ReadAsync(context));
        var moved = await store.MoveAsync(experiment, status, happened, experiment.Winner, reason, cancellationToken) ?? throw Changed(experiment.Id);
        await worker.RefreshAsync(cancellationToken);
        return json => ExperimentObject.Write(json, moved);
    }

    private static string? ReadReason(JsonElement body) => RequestJson.Check(body, (root, walker, _) =>
    {
        string? reason = null;
        foreach (var (name, path, value) in walker.Members(root, "$").Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            if (name != "reason")
            {
                walker.Unknown(path, "reason");
                continue;
            }

            reason = walker.Text(value, path);
            if (reason.Length > 1024 || reason.Contains('\0', StringComparison.Ordinal))
            {
                walker.Fault(path, "must have at most 1024 characters, none of them U+0000");
            }
        }

        return reason;
    });

    private ExperimentDefinition Read(JsonElement body) => RequestJson.Check(body, (root, walker, _) =>
    {
        var definition = new ExperimentReader(walker).Read(root);
        CatalogCheck.Check(definition, catalog.Current, policies, walker);
        return definition;
    });

    /// <summary>The definition with the changes put over it, field by field. What would make the observations so far mean something else stays.</summary>
    private static JsonElement Merge(Experiment experiment, JsonElement changes, JsonWalker walker)
    {
        var merged = JsonNode.Parse(ExperimentWriter.ToJson(experiment.Definition))!.AsObject();
        foreach (var (name, path, value) in walker.Members(changes, "$"))
        {
            if (experiment.Status != ExperimentStatus.Draft && !ChangeableLater.Contains(name))
            {
                walker.Fault(path, $"cannot be changed once the experiment has started; only {string.Join(", ", ChangeableLater)} can. Make a new experiment");
            }

            merged[name] = JsonNode.Parse(value.GetRawText());
        }

        return JsonSerializer.SerializeToElement(merged);
    }

    private async Task<Experiment> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var id = (string?)context.Request.RouteValues["id"] ?? "";
        return (id.Length <= 64 ? await store.FindAsync(id, cancellationToken) : null) ?? throw ApiException.NotFound("experiment", id);
    }

    private static void Refuse(Experiment experiment, string action, params IReadOnlyList<string> states)
    {
        if (states.Contains(experiment.Status))
        {
            throw Conflict($"The experiment '{experiment.Id}' is in the state '{experiment.Status}' and cannot be {action}.{(experiment.Status == ExperimentStatus.Running ? " Stop or pause it first." : "")}", "invalid_state");
        }
    }

    private static ApiException Changed(string id) => Conflict($"The experiment '{id}' was changed by somebody else at the same time. Read it again and repeat the change.", "concurrent_change");

    private static ApiException Conflict(string message, string code) => new(StatusCodes.Status409Conflict, message, ApiException.InvalidRequest, null, code);

    private static async Task AnswerAsync(HttpContext context, Func<CancellationToken, Task<Action<Utf8JsonWriter>>> act)
    {
        var write = await act(context.RequestAborted);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, ExperimentWriter.Readable);
        write(json);
    }
}
