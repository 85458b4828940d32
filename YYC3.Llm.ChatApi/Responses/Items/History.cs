using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Responses.Items;

/// <summary>What was said before a request: by the responses that it goes on from, or in its conversation.</summary>
internal sealed class History(ResponseStore store, IConversations conversations)
{
    /// <summary>The items before a request, oldest first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="reach">Which responses they may go on from.</param>
    /// <param name="previous">The response to go on from; null for none.</param>
    /// <param name="conversation">The conversation; null for none.</param>
    /// <param name="after">The item of it to go on after; null: its newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">404: there is no such response or conversation. 400: the response has not ended.</exception>
    public async Task<IReadOnlyList<JsonObject>> OfAsync(CallerIdentity caller, Reach reach, string? previous, string? conversation, string? after, CancellationToken cancellationToken)
    {
        if (conversation is not null)
        {
            return await conversations.HistoryAsync(caller, conversation, after, cancellationToken);
        }

        if (previous is null)
        {
            return [];
        }

        var chain = await store.ChainAsync(reach, previous, cancellationToken);
        if (chain.Count == 0)
        {
            throw new ApiException(
                StatusCodes.Status404NotFound, $"Previous response with id '{previous}' not found.", ApiException.InvalidRequest, "previous_response_id", "previous_response_not_found");
        }

        return chain[^1].IsUnderWay
            ? throw ApiException.BadRequest("previous_response_id", $"The response '{previous}' has not ended yet. Wait until it has, or cancel it.", "previous_response_not_ended")
            : [.. chain.SelectMany(response => response.Input.Concat(response.Output))];
    }

    /// <summary>Puts the items that references name in their place. One that stands in the history already is left out.</summary>
    /// <exception cref="ApiException">404: there is no such item.</exception>
    public async Task<IReadOnlyList<JsonObject>> ResolveAsync(Reach reach, IReadOnlyList<JsonObject> input, IReadOnlyList<JsonObject> history, CancellationToken cancellationToken)
    {
        string[] wanted = [.. input.Where(IsReference).Select(item => item["id"].AsText()!)];
        if (wanted.Length == 0)
        {
            return input;
        }

        var before = history.Select(item => item["id"].AsText()).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var response in await store.OfItemsAsync(reach, [.. wanted.Where(id => !before.Contains(id))], cancellationToken))
        {
            foreach (var item in response.Input.Concat(response.Output))
            {
                found[item["id"].AsText() ?? ""] = item;
            }
        }

        var resolved = new List<JsonObject>(input.Count);
        for (var i = 0; i < input.Count; i++)
        {
            var id = input[i]["id"].AsText()!;
            if (!IsReference(input[i]))
            {
                resolved.Add(input[i]);
            }
            else if (!before.Contains(id))
            {
                resolved.Add(found.TryGetValue(id, out var item) ? item : throw ApiException.NotFound("item", id, $"input[{i}].id"));
            }
        }

        return resolved;
    }

    private static bool IsReference(JsonObject item) => item["type"].AsText() == InputItems.Reference;
}
