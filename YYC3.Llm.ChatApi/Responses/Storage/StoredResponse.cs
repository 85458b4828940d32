using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Responses.Storage;

/// <summary>A response as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="Status">Its status.</param>
/// <param name="Conversation">Its conversation; null outside of one.</param>
/// <param name="After">The item of the conversation that it goes on after; null: its newest.</param>
/// <param name="Body">The response object, with all that <c>include</c> may ask for.</param>
/// <param name="Input">The items of the request.</param>
/// <param name="Context">What went into the model's context; null before its first turn.</param>
internal sealed record StoredResponse(
    string Id, CallerIdentity Caller, string Status, string? Conversation, string? After, JsonObject Body, IReadOnlyList<JsonObject> Input, JsonObject? Context)
{
    /// <summary>Whether it goes on: nothing can go on from it yet.</summary>
    public bool IsUnderWay => Status is "queued" or "in_progress";

    /// <summary>The items that the model and the tools made.</summary>
    public IEnumerable<JsonObject> Output => (Body["output"] as JsonArray ?? []).OfType<JsonObject>();
}
