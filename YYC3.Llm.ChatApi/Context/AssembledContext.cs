using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>What a model's turn gets to see.</summary>
/// <param name="Items">History and input as far as they fit, in order; each call with its result.</param>
/// <param name="Receipt">What went in, what was cut or summarised, and the tokens of each: the object of <c>GET /v1/responses/{id}/context</c>.</param>
/// <param name="Compaction">The <c>compaction</c> item that was made for this turn, to be kept with the output; null when none was.</param>
/// <param name="Tokens">Our uncorrected estimate of all of it.</param>
internal sealed record AssembledContext(IReadOnlyList<JsonObject> Items, JsonObject Receipt, JsonObject? Compaction, int Tokens);
