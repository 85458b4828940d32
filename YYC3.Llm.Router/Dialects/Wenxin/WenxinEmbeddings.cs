using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>Embeddings (https://cloud.baidu.com/doc/WENXINWORKSHOP/s/alj562vvu): nearly OpenAI's, always as numbers; base64 is made here for those who ask for it.</summary>
internal sealed class WenxinEmbeddings(WenxinErrors errors) : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = 256 });
            var root = document.RootElement;
            var input = root.GetProperty("input");
            if (input.ValueKind == JsonValueKind.Array && input.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            {
                return new Failure(FailureClass.Model, 400, "wenxin embeds texts, not token numbers. Send input as a text or an array of texts.", "invalid_request_error", "unsupported_value", "input");
            }

            Write(root, input, request, output, warnings);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Failure.OfCaller("input", "The request body holds an escape sequence that is not a character.", "invalid_value");
        }
    }

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (status is < 200 or > 299 || root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            {
                return errors.Read(status, body);
            }

            Note(root, request, facts);
            Answer(root, data, AsksForBase64(request.Body), request, output);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return errors.Read(status, body);
        }
    }

    private static void Write(JsonElement root, JsonElement input, CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings)
    {
        using var json = new Utf8JsonWriter(output, WenxinWriter.Readable);
        json.WriteStartObject();
        json.WritePropertyName("input"u8);
        if (input.ValueKind == JsonValueKind.Array)
        {
            input.WriteTo(json);
        }
        else
        {
            json.WriteStartArray();
            input.WriteTo(json);
            json.WriteEndArray();
        }

        if (WenxinJson.Text(root, "user") is { } user)
        {
            json.WriteString("user_id"u8, user);
        }

        if (WenxinRequest.Given(root, "dimensions", out _))
        {
            warnings.Add("dimensions dropped: wenxin does not accept it");
        }

        foreach (var field in request.Deployment.BodyFields)
        {
            json.WritePropertyName(field.Name);
            json.WriteRawValue(field.Value, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private static void Note(JsonElement root, CallerRequest request, AnswerFacts facts)
    {
        facts.Id = WenxinJson.Text(root, "id");
        facts.Model = request.Deployment.UpstreamModel;
        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            var raw = JsonSerializer.SerializeToUtf8Bytes(usage);
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            OpenAi.OpenAiUsage.Read(ref reader, raw, facts);
        }
    }

    private static void Answer(JsonElement root, JsonElement data, bool base64, CallerRequest request, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, WenxinWriter.Readable);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var item in data.EnumerateArray())
        {
            json.WriteStartObject();
            foreach (var field in item.EnumerateObject())
            {
                if (base64 && field.Name == "embedding" && field.Value.ValueKind == JsonValueKind.Array)
                {
                    json.WriteBase64String(field.Name, Floats(field.Value));
                }
                else
                {
                    field.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, request.Deployment.UpstreamModel);
        if (root.TryGetProperty("usage", out var usage))
        {
            json.WritePropertyName("usage"u8);
            usage.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static bool AsksForBase64(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        return WenxinJson.Text(document.RootElement, "encoding_format") == "base64";
    }

    /// <summary>OpenAI's base64 is of little-endian 32-bit floats.</summary>
    private static byte[] Floats(JsonElement numbers)
    {
        var bytes = new byte[numbers.GetArrayLength() * sizeof(float)];
        var at = 0;
        foreach (var number in numbers.EnumerateArray())
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var value) ? value : 0);
            at += sizeof(float);
        }

        return bytes;
    }
}
