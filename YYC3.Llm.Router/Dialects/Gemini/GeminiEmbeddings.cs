using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Embeddings, all texts of a request in one call (https://ai.google.dev/api/embeddings#method:-models.batchembedcontents). Its fields of a deployment's body are set in each of the batch's requests, such as <c>taskType</c>.</summary>
internal sealed class GeminiEmbeddings(GeminiErrors errors) : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings) => Asked.Read(request, root =>
    {
        if ((EmbeddingAnswer.Texts(root, DialectNames.Gemini, out var texts) ?? EmbeddingAnswer.Encoding(root, out _)) is { } wrong)
        {
            return wrong;
        }

        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteStartArray("requests"u8);
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, GeminiDialect.Resource(request.Deployment.UpstreamModel));
            json.WriteStartObject("content"u8);
            json.WriteStartArray("parts"u8);
            json.WriteStartObject();
            json.WriteString("text"u8, text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            if (Json.Given(root, "dimensions", out var dimensions))
            {
                json.WritePropertyName("outputDimensionality"u8);
                dimensions.WriteTo(json);
            }

            foreach (var field in request.Deployment.BodyFields)
            {
                json.WritePropertyName(field.Name);
                json.WriteRawValue(field.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    });

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (status is < 200 or > 299 || !Json.TryParse(body, out var document))
        {
            return errors.Read(status, body);
        }

        using (document)
        {
            var root = document.RootElement;
            if (!Json.Given(root, "embeddings", out var embeddings) || embeddings.ValueKind != JsonValueKind.Array)
            {
                return errors.Read(status, body);
            }

            long? tokens = null;
            if (Json.Given(root, "usageMetadata", out var usage) && Json.Number(usage, "promptTokenCount") is { } counted)
            {
                tokens = counted;
                facts.Used(new TokenUsage { InputUncached = counted }, JsonSerializer.SerializeToUtf8Bytes(usage));
            }

            try
            {
                EmbeddingAnswer.Write(request, embeddings.EnumerateArray().Select(item => item.GetProperty("values")), tokens, output);
                return null;
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
            {
                return Failure.OfProvider(502, "Gemini answered with something else than vectors.", "provider_answer_malformed", status);
            }
        }
    }
}
