using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ChatApi.Tools;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Makes a response from its first event to its last. Whatever happens, it ends with a last event, and what came until then is stored.</summary>
internal sealed partial class ResponseRunner(
    TurnLoop loop,
    ResponseStore store,
    RunStore runStore,
    IConversations conversations,
    RunInstance instance,
    RunObservers observers,
    IOptions<ResponseOptions> options,
    TimeProvider time,
    ILogger<ResponseRunner> logger)
{
    private const int MostTries = 15;
    private static readonly TimeSpan StoreAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(60);

    /// <summary>Does the work of a run. Does not throw.</summary>
    public async Task RunAsync(ResponseState state, IReadOnlyList<JsonObject> history, OpenTools tools)
    {
        JsonObject body;
        try
        {
            var incomplete = await loop.RunAsync(state, history, tools, state.Run.Cancelled);
            body = ResponseBody.Write(state, incomplete is null ? "completed" : "incomplete", time.GetUtcNow(), incomplete: incomplete);
        }
        catch (OperationCanceledException) when (state.Run.Cancelled.IsCancellationRequested)
        {
            body = state.Run.IsStopping
                ? Failed(state, "server_error", "The service was stopped while the response was being made. What there was of it is kept. Ask again.")
                : ResponseBody.Write(state, "cancelled", time.GetUtcNow());
        }
        catch (ApiException failure)
        {
            state.Refusal = failure;
            body = Failed(state, Code(failure), failure.Message);
        }
        catch (Exception failure)
        {
            Log.Failed(logger, state.Id, failure);
            body = Failed(state, "server_error", "Something went wrong on our side. Try again.");
        }

        state.Final = body;
        if (state is { Refusal: { } refusal, HasBegun: false })
        {
            await ForgetAsync(state);
            state.Begun.TrySetResult(refusal);
            state.Run.Close();
            return;
        }

        state.Begin();
        await EndAsync(state, body);
        state.EmitBody(LastEvent(body), body);
        await SettleAsync(state);
        observers.Tell(state, time.GetUtcNow());
    }

    private static string LastEvent(JsonObject body) => body["status"].AsText() switch
    {
        "completed" => "response.completed",
        "failed" => "response.failed",
        _ => "response.incomplete",
    };

    private JsonObject Failed(ResponseState state, string code, string message) =>
        ResponseBody.Write(state, "failed", time.GetUtcNow(), new JsonObject { ["code"] = code, ["message"] = message });

    // Of the codes that OpenAI's schema knows.
    private static string Code(ApiException failure) => failure.Status switch
    {
        StatusCodes.Status429TooManyRequests => "rate_limit_exceeded",
        >= 400 and < 500 => "invalid_prompt",
        _ => "server_error",
    };

    // The caller is told by an HTTP error; a response that nobody knows of is not kept.
    private Task ForgetAsync(ResponseState state) => state.Run.IsStored
        ? PersistAsync(state, () => store.DeleteAsync(state.Run.Caller.Tenant, state.Id, CancellationToken.None))
        : Task.CompletedTask;

    private async Task EndAsync(ResponseState state, JsonObject body)
    {
        if (!state.Run.IsStored)
        {
            return;
        }

        var whole = (JsonObject)body.DeepClone();
        whole["output"] = new JsonArray([.. state.Output.Select(item => item.DeepClone())]); // With all that include may ask for.
        var caller = state.Run.Caller;
        await PersistAsync(state, async () =>
        {
            var isOurs = await store.EndAsync(caller.Tenant, whole, state.Request.Input, state.Receipt, instance.Id, CancellationToken.None);
            if (isOurs && state.Request.Conversation is { } conversation && !await conversations.HasResponseAsync(caller, conversation, state.Id, CancellationToken.None))
            {
                await conversations.AppendAsync(caller, conversation, [.. state.Request.Input, .. state.Output], state.Request.After, state.Id, CancellationToken.None);
            }
        });
    }

    // Until then the run is this instance's: if it dies, another one looks after what is left.
    private async Task SettleAsync(ResponseState state)
    {
        if (!state.Run.IsStored)
        {
            return;
        }

        try
        {
            await state.Run.Settled.WaitAsync(LogPatience, time);
        }
        catch (TimeoutException)
        {
            Log.Lost(logger, state.Id);
        }

        var tenant = state.Run.Caller.Tenant;
        await PersistAsync(state, () => state.Request.Store
            ? runStore.ReleaseAsync(tenant, state.Id, instance.Id, time.GetUtcNow() + options.Value.EventRetention, CancellationToken.None)
            : store.DeleteAsync(tenant, state.Id, CancellationToken.None));
    }

    // An answer is not lost while the database is away for a moment.
    private async Task PersistAsync(ResponseState state, Func<Task> work)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await work();
                return;
            }
            catch (ApiException)
            {
                return; // The conversation was deleted meanwhile.
            }
            catch (Exception failure) when (failure is DbException or TimeoutException or IOException)
            {
                if (tries == MostTries)
                {
                    Log.Lost(logger, state.Id);
                    return;
                }

                await Task.Delay(StoreAgain, time);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The response {Id} failed")]
        public static partial void Failed(ILogger logger, string id, Exception failure);

        [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The response {Id} could not be stored: the database is away")]
        public static partial void Lost(ILogger logger, string id);
    }
}
