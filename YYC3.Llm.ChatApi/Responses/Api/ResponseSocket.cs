using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Api;

/// <summary>
/// <c>/v1/responses</c> as a WebSocket: the same requests and events, many runs on one connection. Requests with the same <c>stream_id</c> are done
/// one after the other, as OpenAI has it; others side by side.
/// </summary>
internal sealed class ResponseSocket(ResponseStarter starter, ResponseStore store, RunDirectory runs, BodyLimits limits)
{
    private const int MostRuns = 64;

    public async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new ApiException(
                StatusCodes.Status405MethodNotAllowed, "GET /v1/responses is for WebSockets. POST makes a response, GET /v1/responses/{id} finds one.", ApiException.InvalidRequest, null, "method_not_allowed");
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = SocketKey.Protocol(context.Request) });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var sender = new SocketSender(socket);
        var work = new List<Task>();
        var lanes = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            while (await SocketMessage.ReadAsync(socket, limits.Body, leaving.Token) is { } message)
            {
                work.RemoveAll(task => task.IsCompleted);
                var lane = message.Json?["stream_id"].AsText() ?? "";
                var before = lane.Length > 0 && lanes.TryGetValue(lane, out var running) ? running : Task.CompletedTask;
                var task = work.Count < MostRuns
                    ? HandleAsync(context, message, sender, before, leaving.Token)
                    : sender.FailAsync(message, ApiException.BadRequest(null, $"One WebSocket carries {MostRuns} runs at most. Wait for one to end, or open another.", "too_many_runs"), leaving.Token);
                work.Add(task);
                if (lane.Length > 0)
                {
                    lanes[lane] = task;
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException)
        {
            // The caller left.
        }
        finally
        {
            await leaving.CancelAsync();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HandleAsync(HttpContext context, SocketMessage message, SocketSender sender, Task before, CancellationToken leaving)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (message.Json is not { } json)
            {
                throw ApiException.BadRequest(null, message.Fault, "invalid_json");
            }

            await (json["type"].AsText() switch
            {
                "response.create" => CreateAsync(context, message, sender, leaving),
                "response.resume" => FollowAsync(await RequireAsync(context, json, leaving), Seen(json), context, message, sender, leaving),
                "response.cancel" => runs.CancelAsync(context.Principal().Tenant, await RequireAsync(context, json, leaving), leaving),
                _ => throw ApiException.BadRequest("type", "Invalid value for 'type': expected 'response.create', 'response.resume' or 'response.cancel'.", "invalid_value"),
            });
        }
        catch (ApiException failure)
        {
            await sender.FailAsync(message, failure, leaving);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException)
        {
            await sender.FailAsync(message, ApiException.Unavailable("The database cannot be reached right now. Try again."), leaving);
        }
    }

    private async Task CreateAsync(HttpContext context, SocketMessage message, SocketSender sender, CancellationToken leaving)
    {
        var request = (JsonObject)message.Json!.DeepClone();
        foreach (var envelope in (ReadOnlySpan<string>)["type", "stream_id", "event_id"])
        {
            request.Remove(envelope);
        }

        request["stream"] = true;
        var state = await starter.StartAsync(request, user => context.CallerFor(user), leaving);
        try
        {
            if (await state.Begun.Task.WaitAsync(leaving) is { } refusal)
            {
                throw refusal;
            }

            await foreach (var e in state.Run.FollowAsync(-1, leaving))
            {
                await sender.SendAsync(message, state.Id, e, leaving);
            }
        }
        finally
        {
            if (!state.Request.IsPersistent)
            {
                state.Run.Cancel(); // It ends with its connection.
            }
        }
    }

    private async Task FollowAsync(string id, long seen, HttpContext context, SocketMessage message, SocketSender sender, CancellationToken leaving)
    {
        await foreach (var e in runs.FollowAsync(context.Principal().Tenant, id, seen, leaving))
        {
            await sender.SendAsync(message, id, e, leaving);
        }
    }

    private async Task<string> RequireAsync(HttpContext context, JsonObject json, CancellationToken cancellationToken)
    {
        var id = Id(json);
        return await store.FindAsync(ResponseEndpoints.ReachOf(context), id, cancellationToken) is null ? throw ResponseEndpoints.Unknown(id) : id;
    }

    private static string Id(JsonObject json) => json["response_id"].AsText() is { } id && PlainId.IsOne(id)
        ? id
        : throw ApiException.BadRequest("response_id", "'response_id' must be the id of a response.", json["response_id"] is null ? "missing_required_parameter" : "invalid_value");

    private static long Seen(JsonObject json) => json["starting_after"] switch
    {
        null => -1,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out long seen) && seen >= 0 => seen,
        _ => throw ApiException.BadRequest("starting_after", "Invalid value for 'starting_after': expected the sequence_number of the last event seen.", "invalid_value"),
    };
}
