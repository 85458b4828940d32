using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Responses.Items;

/// <summary>
/// What a model's turn carries that only its provider understands: signatures of its reasoning and the like. It stands in the reasoning item's
/// <c>encrypted_content</c> and goes back with the turn it came from, untouched.
/// </summary>
internal static class Opaque
{
    private static readonly string[] Fields = ["reasoning_details", "extra_content"];

    /// <summary>What of a message's fields is kept; null when there is none.</summary>
    /// <param name="message">A message or a delta of Chat Completions.</param>
    public static JsonObject? Of(JsonObject message)
    {
        JsonObject? kept = null;
        foreach (var field in Fields)
        {
            if (message[field] is { } value)
            {
                (kept ??= [])[field] = value.DeepClone();
            }
        }

        return kept;
    }

    /// <summary>Adds what a later delta carries.</summary>
    public static JsonObject Add(JsonObject? kept, JsonObject more)
    {
        kept ??= [];
        foreach (var (field, value) in more)
        {
            switch (kept[field], value)
            {
                case (JsonArray before, JsonArray after):
                    foreach (var entry in after)
                    {
                        before.Add(entry?.DeepClone());
                    }

                    break;
                case (JsonObject before, JsonObject after):
                    foreach (var (name, entry) in after)
                    {
                        before[name] = entry?.DeepClone();
                    }

                    break;
                default:
                    kept[field] = value?.DeepClone();
                    break;
            }
        }

        return kept;
    }

    /// <summary>As it stands in an item.</summary>
    public static string Seal(JsonObject kept) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(kept));

    /// <summary>Puts what an item holds on a message again; what is not ours is left out.</summary>
    public static void Restore(JsonNode? sealedContent, JsonObject message)
    {
        if (sealedContent.AsText() is not { } text)
        {
            return;
        }

        try
        {
            foreach (var (field, value) in JsonNode.Parse(Convert.FromBase64String(text)) as JsonObject ?? [])
            {
                message[field] = value?.DeepClone();
            }
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            // Another platform's: it means nothing here.
        }
    }
}
