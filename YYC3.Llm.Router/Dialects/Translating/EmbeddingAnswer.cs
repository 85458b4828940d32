using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>Reads OpenAI's embedding requests and writes its answers (https://platform.openai.com/docs/api-reference/embeddings).</summary>
internal static class EmbeddingAnswer
{
    /// <summary>The texts of <c>input</c>.</summary>
    /// <param name="root">The caller's request.</param>
    /// <param name="dialect">Named in what goes wrong.</param>
    /// <param name="texts">Takes them.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static Failure? Texts(JsonElement root, string dialect, out List<string> texts)
    {
        texts = [];
        if (!Json.Given(root, "input", out var input) || input.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            return Failure.OfCaller("input", "Invalid 'input': give a text or an array of texts.", "invalid_type");
        }

        if (input.ValueKind == JsonValueKind.String)
        {
            texts.Add(input.GetString()!);
            return null;
        }

        foreach (var item in input.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return new Failure(
                    FailureClass.Model, 400, $"{dialect} embeds texts only, and 'input[{texts.Count}]' is none. Send texts in place of token numbers.",
                    "invalid_request_error", "unsupported_content", "input");
            }

            texts.Add(item.GetString()!);
        }

        return null;
    }

    /// <summary>Whether the caller wants vectors as base64 of little-endian 32-bit floats.</summary>
    public static Failure? Encoding(JsonElement root, out bool base64)
    {
        base64 = false;
        if (!Json.Given(root, "encoding_format", out var format))
        {
            return null;
        }

        var name = format.ValueKind == JsonValueKind.String ? format.GetString() : null;
        base64 = name == "base64";
        return base64 || name == "float" ? null : Failure.OfCaller("encoding_format", "Invalid 'encoding_format': use 'float' or 'base64'.", "invalid_value");
    }

    /// <summary>Writes the answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="vectors">One array of numbers for each text, in order.</param>
    /// <param name="tokens">What the texts came to; null when the provider does not say: then it is left out, for 0 would be untrue.</param>
    /// <param name="output">Takes it.</param>
    /// <exception cref="FormatException">A number does not fit.</exception>
    /// <exception cref="InvalidOperationException">Something else than a number.</exception>
    public static void Write(CallerRequest request, IEnumerable<JsonElement> vectors, long? tokens, IBufferWriter<byte> output)
    {
        using var asked = JsonDocument.Parse(request.Body, Json.Reading);
        Encoding(asked.RootElement, out var base64);
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        var index = 0;
        foreach (var vector in vectors)
        {
            if (vector.ValueKind != JsonValueKind.Array || vector.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number))
            {
                throw new FormatException("Not a vector.");
            }

            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, index++);
            json.WritePropertyName("embedding"u8);
            if (base64)
            {
                json.WriteBase64StringValue(Pack(vector));
            }
            else
            {
                vector.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, request.Deployment.UpstreamModel);
        if (tokens is { } used)
        {
            UsageFields.Embeddings(json, used);
        }

        json.WriteEndObject();
    }

    private static byte[] Pack(JsonElement vector)
    {
        var bytes = new byte[vector.GetArrayLength() * sizeof(float)];
        var at = 0;
        foreach (var number in vector.EnumerateArray())
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), number.GetSingle());
            at += sizeof(float);
        }

        return bytes;
    }
}
