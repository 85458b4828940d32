using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>Rerank (https://help.aliyun.com/zh/model-studio/text-rerank-api); the caller's shape is Cohere's and Jina's.</summary>
internal sealed class DashScopeRerank : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings) => DashScopeJson.Translate(request, root => DashScopeBody.Write(
        request,
        output,
        json =>
        {
            json.WriteString("query"u8, DashScopeJson.Text(root, "query"));
            json.WriteStartArray("documents"u8);
            foreach (var document in DashScopeJson.Items(root, "documents"))
            {
                json.WriteStringValue(DashScopeJson.Text(document) ?? DashScopeJson.Text(document, "text") ?? "");
            }

            json.WriteEndArray();
            return null;
        },
        (json, set) =>
        {
            foreach (var field in set.ValueKind == JsonValueKind.Object ? set.EnumerateObject() : default)
            {
                field.WriteTo(json);
            }

            foreach (var field in root.EnumerateObject())
            {
                if (field.Name is not ("model" or "query" or "documents" or "user") && field.Value.ValueKind != JsonValueKind.Null
                    && !(set.ValueKind == JsonValueKind.Object && set.TryGetProperty(field.Name, out _)))
                {
                    field.WriteTo(json);
                }
            }
        }));

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        using var answer = DashScopeAnswer.Parse(status, body, out var failure);
        if (answer is null)
        {
            return failure;
        }

        if (!DashScopeJson.Has(answer.Output, "results", out var results) || results.ValueKind != JsonValueKind.Array)
        {
            return DashScopeErrors.Malformed(status, "The provider's answer holds no results.");
        }

        answer.Note(facts);
        facts.Model = request.Deployment.UpstreamModel;
        using var json = DashScopeJson.Writer(output);
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id ?? request.Id);
        json.WriteString("model"u8, request.Deployment.UpstreamModel);
        json.WritePropertyName("results"u8);
        results.WriteTo(json);
        if (facts.Usage is { } usage)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, usage.Input);
            json.WriteNumber("total_tokens"u8, usage.Input + usage.Output);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return null;
    }
}
