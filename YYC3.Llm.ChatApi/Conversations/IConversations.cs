using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Conversations, as runs use them.</summary>
internal interface IConversations
{
    /// <summary>The items of the active branch, oldest first.</summary>
    /// <param name="caller">Whose conversation.</param>
    /// <param name="id">The conversation, <c>conv_…</c>.</param>
    /// <param name="after">The item to go on after, for a sibling of what followed it; null: the newest of the active branch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">404: there is no such conversation, or item in it.</exception>
    Task<IReadOnlyList<JsonObject>> HistoryAsync(CallerIdentity caller, string id, string? after, CancellationToken cancellationToken);

    /// <summary>Adds items in one step, in order; those of others come before or after all of them. They become the active branch.</summary>
    /// <param name="caller">Whose conversation.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="items">The items, with ids.</param>
    /// <param name="after">The item that they follow; null: the newest.</param>
    /// <param name="response">The response that they are of; null: added by hand.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">404: there is no such conversation, or item in it.</exception>
    Task AppendAsync(CallerIdentity caller, string id, IReadOnlyList<JsonObject> items, string? after, string? response, CancellationToken cancellationToken);

    /// <summary>Whether the items of a response have been added.</summary>
    /// <param name="caller">Whose conversation.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="response">The response.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">404: there is no such conversation.</exception>
    Task<bool> HasResponseAsync(CallerIdentity caller, string id, string response, CancellationToken cancellationToken);

    /// <summary>Whether the conversation is temporary: nothing is learnt from it, and it goes after an hour of idleness.</summary>
    /// <param name="caller">Whose conversation.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<bool> IsTemporaryAsync(CallerIdentity caller, string id, CancellationToken cancellationToken);
}
