using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Ollama;

/// <summary><c>POST /ollama/api/embed</c>: a text or several, of 768 components unless <c>dimensions</c> says otherwise.</summary>
internal sealed class OllamaEmbed(IErrorWriter errors) : TextOperation(errors)
{
    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => Credentials.Bearer(request, apiKey);

    /// <inheritdoc/>
    protected override void Render(Draft draft, JsonElement root)
    {
        root.Only("", "model", "input", "truncate", "options", "keep_alive", "dimensions");
        root.Number("dimensions", "", 1, MostDimensions, whole: true);
        var input = root.Need("input", "");
        string[] texts = input.ValueKind == JsonValueKind.String ? [input.GetString()!] : Texts(input, "input");
        var usage = Count(draft, texts);
        draft.Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model", draft.Script.Model);
            writer.WriteStartArray("embeddings");
            foreach (var text in texts)
            {
                writer.WriteStartArray();
                foreach (var value in Answers.TextVector.Of(text, root.Has("dimensions", out var size) ? size.GetInt32() : 768))
                {
                    writer.WriteNumberValue(value);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteNumber("total_duration", 1_000_000);
            writer.WriteNumber("load_duration", 1_000_000);
            if (usage is not null)
            {
                writer.WriteNumber("prompt_eval_count", usage.Prompt);
            }

            writer.WriteEndObject();
        });
    }
}
