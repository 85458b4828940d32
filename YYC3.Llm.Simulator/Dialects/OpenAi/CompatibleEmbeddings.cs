using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>Embeddings of the providers that imitate OpenAI's: text or texts in, floats out, no base64 and no token lists.</summary>
/// <param name="errors">How the provider writes errors.</param>
/// <param name="authorize">How it checks who calls.</param>
/// <param name="dimensions">Components unless <c>dimensions</c> says otherwise.</param>
/// <param name="takesDimensions">Whether <c>dimensions</c> is a field of the provider's.</param>
internal sealed class CompatibleEmbeddings(IErrorWriter errors, Func<HttpRequest, string?, SimulatedError?> authorize, int dimensions, bool takesDimensions) : TextOperation(errors)
{
    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => authorize(request, apiKey);

    /// <inheritdoc/>
    protected override string Model(HttpRequest request, JsonElement root) => request.RouteValues["model"] as string ?? base.Model(request, root);

    /// <inheritdoc/>
    protected override void Render(Draft draft, JsonElement root)
    {
        if (root.Has("encoding_format", out var format) && !format.ValueEquals("float"))
        {
            throw new ScriptException("encoding_format: only 'float' is supported.");
        }

        if (!takesDimensions && root.Has("dimensions", out _))
        {
            throw new ScriptException("dimensions: there is no such field.");
        }

        root.Number("dimensions", "", 1, MostDimensions, whole: true);
        var input = root.Need("input", "");
        string[] texts = input.ValueKind == JsonValueKind.String ? [input.GetString()!] : Texts(input, "input");
        var size = root.Has("dimensions", out var wanted) ? wanted.GetInt32() : dimensions;
        var usage = Count(draft, texts);
        draft.Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", "as-sim");
            writer.WriteString("object", "list");
            writer.WriteNumber("created", 1785556800);
            writer.WriteString("model", draft.Script.Model);
            writer.WriteStartArray("data");
            foreach (var (index, text) in texts.Index())
            {
                writer.WriteStartObject();
                writer.WriteString("object", "embedding");
                WriteVector(writer, "embedding", text, size);
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
