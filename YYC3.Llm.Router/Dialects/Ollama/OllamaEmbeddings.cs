using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>Embeddings (https://docs.ollama.com/api/embed). A text that is too long is refused, as OpenAI does, where Ollama would silently cut it.</summary>
internal sealed class OllamaEmbeddings : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings) => Asked.Read(request, root =>
    {
        if ((EmbeddingAnswer.Texts(root, DialectNames.Ollama, out var texts) ?? EmbeddingAnswer.Encoding(root, out _)) is { } wrong)
        {
            return wrong;
        }

        return DeploymentFields.Write(request.Deployment.BodyFields, output, json =>
        {
            json.WriteString("model"u8, request.Deployment.UpstreamModel);
            json.WriteStartArray("input"u8);
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
            json.WriteBoolean("truncate"u8, false);
            if (Json.Given(root, "dimensions", out var dimensions))
            {
                json.WritePropertyName("dimensions"u8);
                dimensions.WriteTo(json);
            }

            return null;
        });
    });

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (status is < 200 or > 299 || !Json.TryParse(body, out var document))
        {
            return OllamaErrors.Read(status, body);
        }

        using (document)
        {
            var root = document.RootElement;
            if (!Json.Given(root, "embeddings", out var embeddings) || embeddings.ValueKind != JsonValueKind.Array)
            {
                return OllamaErrors.Read(status, body);
            }

            try
            {
                EmbeddingAnswer.Write(request, embeddings.EnumerateArray(), OllamaAnswer.Used(root, facts)?.Input, output);
                return null;
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException)
            {
                return Failure.OfProvider(502, "Ollama answered with something else than vectors.", "provider_answer_malformed", status);
            }
        }
    }
}
