using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>What went into a context, and what did not.</summary>
/// <param name="model">The model as the caller named it.</param>
/// <param name="length">Tokens that prompt and answer may have together, as the model counts.</param>
/// <param name="output">Tokens kept free for the answer; this and the following by our estimate.</param>
/// <param name="factor">The model's tokens for one of ours.</param>
/// <param name="sections">Parts of the instructions that did not come from the caller.</param>
/// <param name="instructions">Tokens of the instructions, those parts included.</param>
/// <param name="tools">Tokens of the declared tools.</param>
internal sealed class Receipt(string model, int length, int output, double factor, IReadOnlyList<ContextSection> sections, int instructions, int tools)
{
    private readonly List<(JsonObject Item, string Reason)> dropped = [];
    private readonly HashSet<string> cut = new(StringComparer.Ordinal);

    /// <summary>Notes items that were left out.</summary>
    public void Dropped(IEnumerable<JsonObject> items, string reason) => dropped.AddRange(items.Select(item => (item, reason)));

    /// <summary>Notes items that a summary stands for.</summary>
    public void Summarised(IEnumerable<JsonObject> items) => Dropped(items, "summarised");

    /// <summary>Notes an item that is there in part.</summary>
    public void Cut(JsonObject item) => cut.Add(item["id"].AsText() ?? "");

    /// <summary>The receipt.</summary>
    /// <param name="items">What went in.</param>
    public JsonObject Write(IReadOnlyList<JsonObject> items)
    {
        var summaries = items.Where(CompactionItem.Is).Sum(ItemTokens.Of);
        var turns = items.Where(item => !CompactionItem.Is(item)).Sum(ItemTokens.Of);
        var added = sections.Select(section => Section(section.Name, ItemTokens.Of(section.Text), section.Sources)).ToList();
        return new JsonObject
        {
            ["object"] = "context.receipt",
            ["model"] = model,
            ["context_length"] = length,
            ["reserved_for_output"] = Shown(output),
            ["input_tokens"] = Shown(instructions + tools + summaries + turns),
            ["sections"] = new JsonArray(
            [
                Section("instructions", instructions - sections.Sum(section => ItemTokens.Of(section.Text)), []),
                .. added,
                Section("tools", tools, []),
                Section("summary", summaries, []),
                Section("turns", turns, []),
            ]),
            ["included"] = new JsonArray([.. items.Select(item => Line(item, cut.Contains(item["id"].AsText() ?? "") ? "cut" : null))]),
            ["dropped"] = new JsonArray([.. dropped.Select(entry => Line(entry.Item, entry.Reason))]),
        };
    }

    private int Shown(int tokens) => (int)Math.Ceiling(Math.Max(tokens, 0) * factor);

    private JsonObject Section(string name, int tokens, IReadOnlyList<string> sources)
    {
        var section = new JsonObject { ["name"] = name, ["tokens"] = Shown(tokens) };
        if (sources.Count > 0)
        {
            section["sources"] = new JsonArray([.. sources.Select(source => JsonValue.Create(source))]);
        }

        return section;
    }

    private JsonObject Line(JsonObject item, string? reason)
    {
        var line = new JsonObject { ["id"] = item["id"].AsText(), ["type"] = item["type"].AsText(), ["tokens"] = Shown(ItemTokens.Of(item)) };
        if (reason is not null)
        {
            line["reason"] = reason;
        }

        return line;
    }
}
