using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>Cuts items into pieces that belong together: what goes, goes whole.</summary>
internal static class Turns
{
    /// <summary>
    /// The pieces, in order. A user's message begins one, and all that answers it belongs to it: reasoning, calls, their results, text. Instructions
    /// among the items are pieces of their own. So no result is ever left without its call, and no call without its result.
    /// </summary>
    public static List<List<JsonObject>> Split(IEnumerable<JsonObject> items)
    {
        var turns = new List<List<JsonObject>>();
        var open = new HashSet<string>(StringComparer.Ordinal); // Calls whose results are still to come.
        foreach (var item in items)
        {
            var begins = turns.Count == 0 || (open.Count == 0 && (Begins(item) || Begins(turns[^1][^1], pinnedOnly: true)));
            if (begins)
            {
                turns.Add([]);
            }

            turns[^1].Add(item);
            if (item["call_id"].AsText() is { } call)
            {
                _ = item["type"].AsText() == "function_call" ? open.Add(call) : open.Remove(call);
            }
        }

        return turns;
    }

    /// <summary>Whether a piece holds instructions, which are never left out.</summary>
    public static bool IsPinned(IReadOnlyList<JsonObject> turn) => turn.Any(item => Begins(item, pinnedOnly: true));

    private static bool Begins(JsonObject item, bool pinnedOnly = false) =>
        CompactionItem.Is(item) || (item["type"].AsText() == "message" && item["role"].AsText() is var role && (role is "system" or "developer" || (!pinnedOnly && role == "user")));
}
