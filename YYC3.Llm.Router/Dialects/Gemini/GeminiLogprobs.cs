using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Turns <c>logprobsResult</c> into the items of OpenAI's <c>logprobs.content</c>.</summary>
internal static class GeminiLogprobs
{
    public static byte[]? Read(JsonElement candidate)
    {
        if (!Json.Given(candidate, "logprobsResult", out var result))
        {
            return null;
        }

        var chosen = Json.Items(result, "chosenCandidates").ToList();
        var top = Json.Items(result, "topCandidates").ToList();
        return chosen.Count == 0 ? null : Json.Bytes((chosen, top), static (json, state) =>
        {
            json.WriteStartArray();
            for (var i = 0; i < state.chosen.Count; i++)
            {
                json.WriteStartObject();
                Token(json, state.chosen[i]);
                json.WriteStartArray("top_logprobs"u8);
                foreach (var other in i < state.top.Count ? Json.Items(state.top[i], "candidates") : [])
                {
                    json.WriteStartObject();
                    Token(json, other);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static void Token(Utf8JsonWriter json, JsonElement token)
    {
        var text = Json.Text(token, "token") ?? "";
        json.WriteString("token"u8, text);
        json.WritePropertyName("logprob"u8);
        if (Json.Given(token, "logProbability", out var probability) && probability.ValueKind == JsonValueKind.Number)
        {
            probability.WriteTo(json);
        }
        else
        {
            json.WriteNumberValue(0); // Left out when it is 0, as proto3 does: a certain token.
        }

        json.WriteStartArray("bytes"u8);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            json.WriteNumberValue(b);
        }

        json.WriteEndArray();
    }
}
