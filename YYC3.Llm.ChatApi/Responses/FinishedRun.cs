using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Responses;

/// <summary>A run that has ended, for those who learn from it.</summary>
/// <param name="Caller">Who asked.</param>
/// <param name="Id">The response, <c>resp_…</c>.</param>
/// <param name="Conversation">The conversation; null outside of one.</param>
/// <param name="Model">The model as the caller named it.</param>
/// <param name="Input">The items that came with this request, recalled and generated ones not among them.</param>
/// <param name="Output">The items that the model made.</param>
/// <param name="Usage">OpenAI's <c>usage</c> object; null where none is known.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record FinishedRun(
    CallerIdentity Caller,
    string Id,
    string? Conversation,
    string Model,
    IReadOnlyList<JsonObject> Input,
    IReadOnlyList<JsonObject> Output,
    JsonObject? Usage,
    DateTimeOffset StartedAt,
    TimeSpan Duration);
