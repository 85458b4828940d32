using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>Ollama's <c>logprobs</c> are the items of OpenAI's; those without alternatives lack a field that clients read.</summary>
internal static class OllamaLogprobs
{
    public static byte[]? Read(JsonElement root)
    {
        var items = Json.Items(root, "logprobs").Where(item => item.ValueKind == JsonValueKind.Object).ToList();
        return items.Count == 0 ? null : Json.Bytes(items, static (json, items) =>
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                json.WriteStartObject();
                foreach (var field in item.EnumerateObject())
                {
                    field.WriteTo(json);
                }

                if (!item.TryGetProperty("bytes", out _))
                {
                    json.WriteNull("bytes"u8);
                }

                if (!item.TryGetProperty("top_logprobs", out _))
                {
                    json.WriteStartArray("top_logprobs"u8);
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
