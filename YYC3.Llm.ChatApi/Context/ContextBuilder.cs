using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>
/// Makes what a model sees fit its window, and says what it left out. Instructions stay whole; the newest turn stays; older turns go from the
/// oldest on, each whole. A newest message that is larger than the window alone is cut in its middle, which the receipt says.
/// </summary>
internal sealed class ContextBuilder(ModelFacts models, TokenCalibration calibration, Compactor compactor, IOptions<ContextOptions> options)
{
    private const int SmallWindow = 8192;
    private const string Mark = "\n[… cut: the message is longer than the model's context …]\n";

    /// <summary>The tokens of a prompt, as the model counts.</summary>
    public async Task<int> CountAsync(string model, CallerIdentity caller, string? instructions, IEnumerable<JsonObject> items, IEnumerable<JsonObject> tools, CancellationToken cancellationToken)
    {
        await models.OfAsync(model, caller, cancellationToken); // An unknown model is said so by the call that uses it; here its estimate is ours.
        return (int)Math.Ceiling((ItemTokens.Of(instructions) + items.Sum(ItemTokens.Of) + ItemTokens.OfTools(tools)) * calibration.Of(model));
    }

    /// <summary>Assembles the context of one turn.</summary>
    /// <exception cref="ApiException">400 <c>context_length_exceeded</c>: it does not fit, and nothing may be left out.</exception>
    public async Task<AssembledContext> BuildAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        var (window, longestAnswer, _) = await models.OfAsync(request.Model, request.Caller, cancellationToken);
        var length = Length(request, window);

        // All that follows is counted by our estimate; what the model counts more or fewer is taken off its room.
        var factor = calibration.Of(request.Model);
        var limit = (int)(length / factor);
        var output = (int)(Math.Min(request.MaxOutputTokens ?? Math.Min(options.Value.ReserveOutput, length / 4), longestAnswer ?? int.MaxValue) / factor);
        var fixedTokens = ItemTokens.Of(request.Instructions) + ItemTokens.OfTools(request.Tools);
        var receipt = new Receipt(request.Model, length, output, factor, request.Sections, ItemTokens.Of(request.Instructions), ItemTokens.OfTools(request.Tools));

        var history = SinceCompaction(request.History, receipt);
        JsonObject? compaction = null;
        var input = request.Input.Sum(ItemTokens.Of);
        if (request.CompactAbove is { } threshold && (int)(threshold / factor) is var above && fixedTokens + history.Sum(ItemTokens.Of) + input > above && history.Count > 0)
        {
            // Where the newest message alone is above, no summary helps: none is paid for.
            var compacted = await compactor.CompactAsync(history, Math.Max(above - fixedTokens - input, above / 4), input < above ? request.Caller : null, cancellationToken);
            receipt.Summarised(compacted.Older);
            (history, compaction) = (compacted.Items, compacted.Compaction);
        }

        var budget = limit - output - fixedTokens;
        var turns = Turns.Split(history.Concat(request.Input));
        var sizes = turns.ConvertAll(turn => turn.Sum(ItemTokens.Of));
        if (sizes.Sum() > budget)
        {
            if (!request.MayTruncate)
            {
                throw ApiException.BadRequest(
                    "input",
                    $"This model's context is {length} tokens. The input has about {(int)((sizes.Sum() + fixedTokens) * factor)}, and {(int)(output * factor)} are kept free for the answer. Send less, set 'truncation' to 'auto' or use 'context_management', or lower 'max_output_tokens'.",
                    "context_length_exceeded");
            }

            Truncate(turns, sizes, budget, receipt);
        }

        var items = turns.SelectMany(turn => turn).ToList();
        return new AssembledContext(items, receipt.Write(items), compaction, fixedTokens + items.Sum(ItemTokens.Of));
    }

    private int Length(ContextRequest request, int window)
    {
        var set = options.Value.Models.TryGetValue(request.Model, out var own) ? own : window <= SmallWindow ? options.Value.SmallModelLength : window;
        return Smallest(window, set, request.MaxContextLength, options.Value.MaxContextLength > 0 ? options.Value.MaxContextLength : null);
    }

    private static int Smallest(int window, params ReadOnlySpan<int?> bounds)
    {
        foreach (var bound in bounds)
        {
            window = Math.Min(window, bound ?? window);
        }

        return window;
    }

    private static IReadOnlyList<JsonObject> SinceCompaction(IReadOnlyList<JsonObject> history, Receipt receipt)
    {
        var at = history.Count - 1;
        while (at > 0 && !CompactionItem.Is(history[at]))
        {
            at--;
        }

        if (at <= 0)
        {
            return history;
        }

        var before = history.Take(at).ToList();
        var until = CompactionItem.Until(history[at]) is { } id ? before.FindIndex(item => item["id"].AsText() == id) : -1;
        var gone = until < 0 ? before.Count : until + 1;
        var pinned = before.Take(gone).Where(item => Turns.IsPinned([item]) && !CompactionItem.Is(item)).ToList();
        receipt.Summarised(before.Take(gone).Except(pinned));
        return [.. pinned, history[at], .. before.Skip(gone).Where(item => !CompactionItem.Is(item)), .. history.Skip(at + 1)];
    }

    private static void Truncate(List<List<JsonObject>> turns, List<int> sizes, int budget, Receipt receipt)
    {
        var sum = sizes.Sum();
        for (var i = 0; i < turns.Count - 1 && sum > budget;)
        {
            if (Turns.IsPinned(turns[i]))
            {
                i++;
                continue;
            }

            receipt.Dropped(turns[i], "truncated");
            sum -= sizes[i];
            turns.RemoveAt(i);
            sizes.RemoveAt(i);
        }

        if (sum > budget && turns.Count > 0)
        {
            CutLongest(turns[^1], sum - budget, receipt);
        }
    }

    // Of the newest turn nothing may go missing; its longest text is cut in the middle, where least is lost.
    private static void CutLongest(List<JsonObject> turn, int excess, Receipt receipt)
    {
        var longest = Enumerable.Range(0, turn.Count).MaxBy(i => ItemTokens.Of(turn[i]));
        var cut = (JsonObject)turn[longest].DeepClone();
        var (holder, field) = cut["output"].AsText() is not null ? (cut, "output")
            : (cut["content"] as JsonArray ?? []).OfType<JsonObject>().Where(part => part["text"].AsText() is not null).MaxBy(part => part["text"].AsText()!.Length) is { } part ? (part, "text")
            : (null, "");
        if (holder?[field].AsText() is not { } text)
        {
            return;
        }

        var keep = Math.Max(TokenCounter.Estimate(text) - excess - TokenCounter.Estimate(Mark) - 16, 32);
        var half = (int)((long)text.Length * keep / Math.Max(TokenCounter.Estimate(text), 1) / 2);
        half = Math.Min(half, text.Length / 2);
        holder[field] = string.Concat(Whole(text.AsSpan(0, half)), Mark, Whole(text.AsSpan(text.Length - half)));
        turn[longest] = cut;
        receipt.Cut(cut);
    }

    // No half of a surrogate pair at either end.
    private static ReadOnlySpan<char> Whole(ReadOnlySpan<char> text)
    {
        text = text.Length > 0 && char.IsLowSurrogate(text[0]) ? text[1..] : text;
        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
    }
}
