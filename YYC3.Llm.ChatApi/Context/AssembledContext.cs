using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>What a model's turn gets to see.</summary>
/// <param name="Instructions">The caller's instructions, then the sections (profile, facts, summary); null when there are none.</param>
/// <param name="Items">History and input as far as they fit, in order; each tool call with its result. The input's items are the caller's own objects.</param>
/// <param name="Receipt">What went in, what was cut, summarised or retrieved, and the tokens of each: the object of <c>GET /v1/responses/{id}/context</c>.</param>
/// <param name="Compaction">The <c>compaction</c> item that was made for this turn, to be stored with the output; null when none was.</param>
internal sealed record AssembledContext(string? Instructions, IReadOnlyList<JsonObject> Items, JsonObject Receipt, JsonObject? Compaction);
