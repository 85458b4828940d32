using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>Embeddings of texts (https://help.aliyun.com/zh/model-studio/text-embedding-synchronous-api). Sparse vectors have no place in OpenAI's answer and are left out.</summary>
internal sealed class DashScopeEmbeddings : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings) => DashScopeJson.Translate(request, root =>
    {
        if (DashScopeJson.Has(root, "encoding_format", out var format) && DashScopeJson.Text(format) is not ("float" or "base64"))
        {
            return Failure.OfCaller("encoding_format", "Invalid 'encoding_format': use 'float' or 'base64'.", "invalid_value");
        }

        return DashScopeBody.Write(request, output, json => Texts(json, root), (json, set) => Parameters(json, root, set));
    });

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        using var answer = DashScopeAnswer.Parse(status, body, out var failure);
        if (answer is null)
        {
            return failure;
        }

        answer.Note(facts);
        facts.Model = request.Deployment.UpstreamModel;
        using var asked = JsonDocument.Parse(request.Body, DashScopeJson.Reading);
        var base64 = DashScopeJson.Text(asked.RootElement, "encoding_format") == "base64";
        using var json = DashScopeJson.Writer(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        var index = 0;
        foreach (var item in DashScopeJson.Items(answer.Output, "embeddings").OrderBy(item => DashScopeJson.Number(item, "text_index") ?? 0))
        {
            if (!DashScopeJson.Has(item, "embedding", out var vector) || vector.ValueKind != JsonValueKind.Array || vector.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number))
            {
                return DashScopeErrors.Malformed(status, "The provider's answer holds an embedding without numbers.");
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

        if (index == 0)
        {
            return DashScopeErrors.Malformed(status, "The provider's answer holds no embeddings.");
        }

        json.WriteEndArray();
        json.WriteString("model"u8, request.Deployment.UpstreamModel);
        if (facts.Usage is { } usage)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, usage.Input);
            json.WriteNumber("total_tokens"u8, usage.Input);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return null;
    }

    private static Failure? Texts(Utf8JsonWriter json, JsonElement root)
    {
        DashScopeJson.Has(root, "input", out var input);
        json.WriteStartArray("texts"u8);
        var at = 0;
        foreach (var text in input.ValueKind == JsonValueKind.Array ? input.EnumerateArray().AsEnumerable() : [input])
        {
            if (text.ValueKind != JsonValueKind.String)
            {
                var field = string.Create(CultureInfo.InvariantCulture, $"input[{at}]");
                return DashScopeJson.NotTaken(field, $"DashScope embeds texts only, and '{field}' is none. Send texts in place of token numbers.");
            }

            text.WriteTo(json);
            at++;
        }

        json.WriteEndArray();
        return null;
    }

    private static void Parameters(Utf8JsonWriter json, JsonElement root, JsonElement set)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in set.ValueKind == JsonValueKind.Object ? set.EnumerateObject() : default)
        {
            written.Add(field.Name);
            field.WriteTo(json);
        }

        foreach (var field in root.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            var name = field.Name == "dimensions" ? "dimension" : field.Name;
            if (name is not ("model" or "input" or "encoding_format" or "user") && written.Add(name))
            {
                json.WritePropertyName(name);
                field.Value.WriteTo(json);
            }
        }
    }

    private static byte[] Pack(JsonElement vector)
    {
        var bytes = new byte[vector.GetArrayLength() * sizeof(float)];
        var at = 0;
        foreach (var number in vector.EnumerateArray())
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), number.TryGetSingle(out var value) ? value : 0);
            at += sizeof(float);
        }

        return bytes;
    }
}
