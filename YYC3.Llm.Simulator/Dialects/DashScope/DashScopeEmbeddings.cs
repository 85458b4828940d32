using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.DashScope;

/// <summary>Text embeddings: at most 25 texts a call, of 1,024 components unless <c>parameters.dimension</c> says otherwise.</summary>
internal sealed class DashScopeEmbeddings(IErrorWriter errors) : TextOperation(errors)
{
    private const int MostTexts = 25;

    /// <inheritdoc/>
    protected override void Render(Draft draft, JsonElement root)
    {
        root.Only("", "model", "input", "parameters");
        var texts = Texts(root.Need("input", "").AsObject("input").Need("texts", "input"), "input.texts");
        if (texts.Length > MostTexts)
        {
            throw new ScriptException($"input.texts: at most {MostTexts}, not {texts.Length}.");
        }

        var dimensions = 1024;
        if (root.Has("parameters", out var parameters))
        {
            parameters.AsObject("parameters").Only("parameters", "text_type", "dimension", "output_type", "instruct");
            parameters.Number("dimension", "parameters", 1, MostDimensions, whole: true);
            dimensions = parameters.Has("dimension", out var size) ? size.GetInt32() : dimensions;
            if (parameters.Has("text_type", out _))
            {
                parameters.NeedWord("text_type", "parameters", "query", "document");
            }
        }

        var usage = Count(draft, texts);
        draft.Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("output");
            writer.WriteStartArray("embeddings");
            foreach (var (index, text) in texts.Index())
            {
                writer.WriteStartObject();
                WriteVector(writer, "embedding", text, dimensions);
                writer.WriteNumber("text_index", index);
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
