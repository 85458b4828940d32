using System.Text.Json;
using System.Text.Json.Nodes;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>Compares what a caller got with what it must get.</summary>
internal static class Judge
{
    private static readonly string[] Finishes = ["stop", "length", "tool_calls", "content_filter"];

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public static string? Fault(Cell cell, Heard heard)
    {
        var wire = cell.Stream && heard.Status == StatusCodes.Status200OK ? Wire.Stream(heard.Body) : Wire.Plain(heard.Body);
        return cell.Want.IsError ? NoError(cell.Want, heard, wire) : NoAnswer(cell.Want, heard, wire);
    }

    private static string? NoError(Want want, Heard heard, Wire wire)
    {
        if (heard.Status == StatusCodes.Status200OK)
        {
            // Begun already: the beginning of the text, then the error, and no end marker behind it.
            return !want.MayBegin ? $"status 200 instead of an error: {Cut(heard.Body)}"
                : wire.Error is not { } said ? $"the stream ends without an error event: {Cut(heard.Body)}"
                : wire.Ended ? "an end marker follows the error"
                : wire.Text.Length == 0 ? "the stream has begun, yet holds no text"
                : !want.Text!.StartsWith(wire.Text, StringComparison.Ordinal) ? $"the text is not the beginning of the right one: {Cut(wire.Text)}"
                : wire.Wrong ?? Shape(said);
        }

        return !want.Statuses.Contains(heard.Status) ? $"status {heard.Status} instead of {string.Join(" or ", want.Statuses)}: {Cut(heard.Body)}"
            : heard.Told != heard.Status ? $"the SDK does not tell the status: {heard.Threw ?? "it threw nothing"}"
            : wire.Error is not { } error ? $"the body holds no error: {Cut(heard.Body)}"
            : want.RetryAfter is { } wait && heard.RetryAfter != wait ? $"Retry-After is {heard.RetryAfter?.ToString() ?? "missing"}, not {wait}"
            : Shape(error);
    }

    private static string? Shape(JsonElement error) =>
        error.ValueKind != JsonValueKind.Object ? "the error is no object"
        : !error.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.String || message.GetString()!.Length == 0 ? "the error has no message"
        // What a caller can mend is told in the provider's own words, and not every provider's have a type.
        : error.TryGetProperty("type", out var type) && type.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) ? "the error's type is no text"
        : null;

    private static string? NoAnswer(Want want, Heard heard, Wire wire) =>
        heard.Status != StatusCodes.Status200OK ? $"status {heard.Status}: {Cut(heard.Body)}"
        : heard.Threw is { } threw ? $"the SDK threw {threw}"
        : wire.Error is { } error ? $"it ends in an error: {Cut(error.GetRawText())}"
        : !wire.Ended ? "the end marker is missing"
        : heard.Text != want.Text || wire.Text != want.Text ? $"the text is {Cut(heard.Text)}"
        : want.Reasoning is { } reasoning && wire.Reasoning != reasoning ? $"the reasoning is {Cut(wire.Reasoning)}"
        : want.Finish is { } finish ? heard.Finish != finish ? $"the finish reason is {heard.Finish ?? "missing"}, not {finish}" : NoParts(want, heard, wire)
        : heard.Finish is { } other && !Finishes.Contains(other) ? $"the finish reason is {other}, which OpenAI does not have"
        : NoParts(want, heard, wire);

    private static string? NoParts(Want want, Heard heard, Wire wire) => NoCalls(want, heard) ?? NoUsage(want, heard) ?? wire.Wrong;

    private static string? NoCalls(Want want, Heard heard)
    {
        if (heard.Calls.Count != want.Calls.Count)
        {
            return $"{heard.Calls.Count} tool calls instead of {want.Calls.Count}: {Cut(heard.Body)}";
        }

        foreach (var (call, wanted) in heard.Calls.Zip(want.Calls))
        {
            if (call.Name != wanted.Name || !Same(call.Arguments, wanted.Arguments))
            {
                return $"the tool call is {call.Name}({Cut(call.Arguments)})";
            }
        }

        return heard.Calls.Any(call => call.Id.Length == 0) || heard.Calls.Select(call => call.Id).Distinct(StringComparer.Ordinal).Count() != heard.Calls.Count ? "tool calls lack ids of their own"
            : heard.AfterTools != want.AfterTools ? $"after the tools it answers {Cut(heard.AfterTools ?? "nothing")}"
            : null;
    }

    private static string? NoUsage(Want want, Heard heard)
    {
        if (want.Usage is not { } wanted)
        {
            return null;
        }

        return heard.Usage is not { } usage ? "the usage is missing"
            : (usage.Prompt, usage.Completion) != wanted ? $"the usage is {usage.Prompt} + {usage.Completion}, not {wanted.Prompt} + {wanted.Completion}"
            : want.Cached is { } cached && usage.Cached != cached ? $"{usage.Cached} cached tokens, not {cached}"
            : want.Thought is { } thought && usage.Thought != thought ? $"{usage.Thought} reasoning tokens, not {thought}"
            : null;
    }

    private static bool Same(string json, string other)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(other));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Cut(string text) => text.Length <= 240 ? text : text[..240] + "…";
}
