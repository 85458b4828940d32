using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Ends responses whose instance died: as failed with what they had, or, where they had ended, with what was left to be done for them.</summary>
internal sealed class AbandonedResponses(ResponseStore store, RunStore runs, RunInstance instance, IConversations conversations, IOptions<ResponseOptions> options, TimeProvider time) : IRunEnd
{
    private const string Reason = "The instance that made this response stopped before it was done. What there was of it is kept. Ask again.";

    public async Task AbandonedAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant, id, cancellationToken) is not { } response)
        {
            return;
        }

        var events = await AllAsync(tenant, id, cancellationToken);
        var body = response.Body;
        if (response.IsUnderWay)
        {
            body = (JsonObject)body.DeepClone();
            body["status"] = "failed";
            body["error"] = new JsonObject { ["code"] = "server_error", ["message"] = Reason };
            body["output"] = EventReplay.Output(events);
            await store.EndAsync(tenant, body, response.Input, response.Context, instance.Id, cancellationToken);
        }

        await AppendAsync(response, body, cancellationToken);
        if (events is not [.., { IsLast: true }])
        {
            var type = body["status"].AsText() switch
            {
                "completed" => "response.completed",
                "failed" => "response.failed",
                _ => "response.incomplete",
            };
            var sequence = events.Count == 0 ? 0 : events[^1].Sequence + 1;
            var data = new JsonObject { ["type"] = type, ["response"] = body.DeepClone(), ["sequence_number"] = sequence };
            await runs.AppendAsync([(tenant, id, new RunEvent(sequence, type, data.ToJsonString(JsonText.RelaxedOptions)))], cancellationToken);
        }

        if (body["store"] is JsonValue value && value.TryGetValue(out bool isKept) && !isKept)
        {
            await store.DeleteAsync(tenant, id, cancellationToken);
        }
        else
        {
            await runs.ReleaseAsync(tenant, id, instance.Id, time.GetUtcNow() + options.Value.EventRetention, cancellationToken);
        }
    }

    private async Task AppendAsync(StoredResponse response, JsonObject body, CancellationToken cancellationToken)
    {
        if (response.Conversation is not { } conversation)
        {
            return;
        }

        try
        {
            if (!await conversations.HasResponseAsync(response.Caller, conversation, response.Id, cancellationToken))
            {
                var output = (body["output"] as JsonArray ?? []).OfType<JsonObject>();
                await conversations.AppendAsync(response.Caller, conversation, [.. response.Input, .. output], response.After, response.Id, cancellationToken);
            }
        }
        catch (ApiException failure) when (failure.Status == StatusCodes.Status404NotFound)
        {
            // The conversation was deleted meanwhile.
        }
    }

    private async Task<List<RunEvent>> AllAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var events = new List<RunEvent>();
        while (await runs.ReadAsync(tenant, id, events.Count == 0 ? -1 : events[^1].Sequence, cancellationToken) is { Count: > 0 } more)
        {
            events.AddRange(more);
        }

        return events;
    }
}
