using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Responses.Running;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>A history with a summary in the place of its older turns.</summary>
/// <param name="Items">The items to go on with: instructions, the summary, the turns since.</param>
/// <param name="Compaction">The <c>compaction</c> item among them; null when there was nothing to compact.</param>
/// <param name="Older">The items that it stands for.</param>
/// <param name="Usage">What the summary cost.</param>
internal sealed record Compacted(IReadOnlyList<JsonObject> Items, JsonObject? Compaction, IReadOnlyList<JsonObject> Older, Usage Usage);
