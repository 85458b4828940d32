using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.DashScope;

/// <summary>Reranking: query and documents under <c>input</c>, <c>top_n</c> and <c>return_documents</c> under <c>parameters</c>.</summary>
internal sealed class DashScopeRerank(IErrorWriter errors) : TextOperation(errors)
{
    /// <inheritdoc/>
    protected override void Render(Draft draft, JsonElement root)
    {
        root.Only("", "model", "input", "parameters");
        var input = root.Need("input", "").AsObject("input");
        var query = input.NeedText("query", "input");
        var documents = Texts(input.Need("documents", "input"), "input.documents");
        var most = documents.Length;
        var returns = false;
        if (root.Has("parameters", out var parameters))
        {
            parameters.AsObject("parameters").Only("parameters", "top_n", "return_documents", "instruct");
            parameters.Number("top_n", "parameters", 1, int.MaxValue, whole: true);
            most = parameters.Has("top_n", out var top) ? top.GetInt32() : most;
            returns = parameters.Flag("return_documents", "parameters");
        }

        var usage = Count(draft, [query, .. documents]);
        draft.Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("output");
            writer.WriteStartArray("results");
            foreach (var (index, score) in Ranked(query, documents, most))
            {
                writer.WriteStartObject();
                if (returns)
                {
                    writer.WriteStartObject("document");
                    writer.WriteString("text", documents[index]);
                    writer.WriteEndObject();
                }

                writer.WriteNumber("index", index);
                writer.WriteNumber("relevance_score", score);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            if (usage is not null)
            {
                writer.WriteStartObject("usage");
                writer.WriteNumber("total_tokens", usage.Prompt);
                writer.WriteEndObject();
            }

            writer.WriteString("request_id", DashScopeErrors.RequestId);
            writer.WriteEndObject();
        });
    }
}
