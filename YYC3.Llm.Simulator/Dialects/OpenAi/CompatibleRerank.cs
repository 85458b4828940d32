using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>Reranking as Cohere shaped it and Qianfan and others have it: <c>query</c>, <c>documents</c>, <c>top_n</c>.</summary>
internal sealed class CompatibleRerank(IErrorWriter errors, Func<HttpRequest, string?, SimulatedError?> authorize, string id) : TextOperation(errors)
{
    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => authorize(request, apiKey);

    /// <inheritdoc/>
    protected override void Render(Draft draft, JsonElement root)
    {
        var query = root.NeedText("query", "");
        var documents = Texts(root.Need("documents", ""), "documents");
        root.Number("top_n", "", 1, int.MaxValue, whole: true);
        var most = root.Has("top_n", out var top) ? top.GetInt32() : documents.Length;
        var returns = !root.Has("return_documents", out _) || root.Flag("return_documents", "");
        var usage = Count(draft, [query, .. documents]);
        draft.Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("object", "rerank_list");
            writer.WriteNumber("created", 1785556800);
            writer.WriteString("model", draft.Script.Model);
            writer.WriteStartArray("results");
            foreach (var (index, score) in Ranked(query, documents, most))
            {
                writer.WriteStartObject();
                if (returns)
                {
                    writer.WriteString("document", documents[index]);
                }

                writer.WriteNumber("relevance_score", score);
                writer.WriteNumber("index", index);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            if (usage is not null)
            {
                writer.WriteStartObject("usage");
                writer.WriteNumber("prompt_tokens", usage.Prompt);
                writer.WriteNumber("total_tokens", usage.Prompt);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }
}
