using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>
/// What Gemini says that OpenAI has no field for: <c>extra_content.google.thought_signature</c> on calls and messages, as Google's own
/// OpenAI endpoint has it, and <c>extra_content.gemini.parts</c> for parts that are neither text nor calls. Callers send them back.
/// </summary>
internal static class GeminiExtras
{
    public static byte[]? Signature(string? signature) => Message(signature, null);

    public static byte[]? Message(string? signature, List<JsonElement>? parts) => signature is null && parts is null ? null : Json.Bytes((signature, parts), static (json, state) =>
    {
        json.WriteStartObject();
        if (state.signature is not null)
        {
            json.WriteStartObject("google"u8);
            json.WriteString("thought_signature"u8, state.signature);
            json.WriteEndObject();
        }

        if (state.parts is not null)
        {
            json.WriteStartObject(DialectNames.Gemini);
            json.WriteStartArray("parts"u8);
            foreach (var part in state.parts)
            {
                part.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    /// <summary>The signature that a message or call brings back; null when it brings none.</summary>
    public static string? SignatureOf(JsonElement from) =>
        Json.Given(from, "extra_content", out var extra) && Json.Given(extra, "google", out var google) ? Json.Text(google, "thought_signature") : null;

    /// <summary>The parts that a message brings back.</summary>
    public static IEnumerable<JsonElement> PartsOf(JsonElement message) =>
        Json.Given(message, "extra_content", out var extra) && Json.Given(extra, DialectNames.Gemini, out var gemini) ? Json.Items(gemini, "parts") : [];
}
