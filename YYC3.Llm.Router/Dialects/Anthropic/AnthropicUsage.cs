using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// Reads Anthropic's usage, whose <c>input_tokens</c> exclude what was read from the cache and what was written to it
/// (https://docs.claude.com/en/docs/build-with-claude/prompt-caching). In a stream the first event has the input, the last the output,
/// and some servers say zeros first: fields are put together one by one, a zero never in place of a figure.
/// </summary>
internal static class AnthropicUsage
{
    /// <summary>Notes a usage object, together with what was noted before of the same answer.</summary>
    public static void Note(JsonElement usage, AnswerFacts facts)
    {
        if (usage.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var merged = new ArrayBufferWriter<byte>();
        if (facts.RawUsage is { } before)
        {
            using var earlier = JsonText.Parse(before);
            Merge(earlier.RootElement, usage, merged);
        }
        else
        {
            using var json = new Utf8JsonWriter(merged);
            json.WriteRaw(usage);
        }

        using var whole = JsonText.Parse(merged.WrittenSpan);
        facts.Used(Read(whole.RootElement), merged.WrittenSpan);
    }

    /// <summary>Reads a usage object that was kept; null when it is none.</summary>
    public static TokenUsage? Read(ReadOnlySpan<byte> raw)
    {
        try
        {
            using var usage = JsonText.Parse(raw);
            return usage.RootElement.ValueKind == JsonValueKind.Object ? Read(usage.RootElement).Clamped() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Merge(JsonElement earlier, JsonElement later, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        foreach (var field in earlier.EnumerateObject())
        {
            json.WritePropertyName(field.Name);
            json.WriteRaw(later.TryGetProperty(field.Name, out var newer) && !SaysNothing(newer) ? newer : field.Value);
        }

        foreach (var field in later.EnumerateObject())
        {
            if (!earlier.TryGetProperty(field.Name, out _))
            {
                json.WritePropertyName(field.Name);
                json.WriteRaw(field.Value);
            }
        }

        json.WriteEndObject();
    }

    private static bool SaysNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        JsonValueKind.Object => value.EnumerateObject().All(field => SaysNothing(field.Value)),
        _ => false,
    };

    private static TokenUsage Read(JsonElement usage)
    {
        var written = usage.Number("cache_creation_input_tokens") ?? 0;
        var hour = usage.Get("cache_creation").Number("ephemeral_1h_input_tokens") ?? 0;
        var minutes = usage.Get("cache_creation").Number("ephemeral_5m_input_tokens") ?? 0;
        return new TokenUsage
        {
            InputUncached = usage.Number("input_tokens") ?? 0,
            CacheRead = usage.Number("cache_read_input_tokens") ?? 0,
            CacheWrite = Math.Max(written - hour, minutes),
            CacheWrite1h = hour,
            Output = usage.Number("output_tokens") ?? 0,
        };
    }
}
