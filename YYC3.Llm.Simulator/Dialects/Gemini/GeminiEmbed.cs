using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary><c>:embedContent</c> and <c>:batchEmbedContents</c>. They report no usage.</summary>
internal sealed class GeminiEmbed(IErrorWriter errors, bool batch) : TextOperation(errors)
{
    private const int DefaultDimensions = 3072;

    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => GeminiAccess.Authorize(request, apiKey);

    /// <inheritdoc/>
    protected override string Model(HttpRequest request, JsonElement root) => GeminiPath.Model(request);

    /// <inheritdoc/>
    protected override void Render(Draft draft, JsonElement root)
    {
        var wanted = batch
            ? root.Need("requests", "").AsArray("requests").Index().Select(item => One(item.Item, $"requests[{item.Index}]", named: true)).ToArray()
            : [One(root, "body", named: false)];
        if (wanted.Length == 0)
        {
            throw new ScriptException("requests: must not be empty.");
        }

        draft.Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            if (!batch)
            {
                writer.WriteStartObject("embedding");
                WriteVector(writer, "values", wanted[0].Text, wanted[0].Dimensions);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteStartArray("embeddings");
                foreach (var (text, dimensions) in wanted)
                {
                    writer.WriteStartObject();
                    WriteVector(writer, "values", text, dimensions);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }

    private static (string Text, int Dimensions) One(JsonElement request, string path, bool named)
    {
        request.AsObject(path).Only(path, "model", "content", "taskType", "title", "outputDimensionality");
        if (named && !request.NeedText("model", path).StartsWith("models/", StringComparison.Ordinal))
        {
            throw new ScriptException($"{path}.model: must begin with 'models/'.");
        }

        request.Number("outputDimensionality", path, 1, MostDimensions, whole: true);
        var parts = request.Need("content", path).AsObject(path + ".content").Need("parts", path + ".content").AsArray(path + ".content.parts");
        var text = string.Concat(parts.Select(part => part.AsObject(path + ".content.parts").NeedText("text", path + ".content.parts")));
        return (text, request.Has("outputDimensionality", out var size) ? size.GetInt32() : DefaultDimensions);
    }
}
