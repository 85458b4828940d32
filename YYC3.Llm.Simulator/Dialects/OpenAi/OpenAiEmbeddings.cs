using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary><c>POST /v1/embeddings</c>: <c>input</c> as text, texts or token lists, <c>encoding_format</c> float or base64, <c>dimensions</c>.</summary>
internal sealed class OpenAiEmbeddings(IErrorWriter errors) : IOperation
{
    private const int DefaultDimensions = 1536;
    private const int MostDimensions = 8192;

    /// <inheritdoc/>
    public IErrorWriter Errors => errors;

    /// <inheritdoc/>
    public RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body) => OpenAiRequest.ReadHead(body.Span, "input") with { Stream = false };

    /// <inheritdoc/>
    public Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) => static (_, counts) => counts;

    /// <inheritdoc/>
    public bool ReadsBody(Script script) => true;

    /// <inheritdoc/>
    public void Render(Draft draft, RequestHead head, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var texts = Inputs(root.GetProperty("input"));
        var dimensions = DefaultDimensions;
        if (root.TryGetProperty("dimensions", out var given) && (!given.TryGetInt32(out dimensions) || dimensions is < 1 or > MostDimensions))
        {
            throw new ScriptException($"'dimensions' must be a whole number from 1 to {MostDimensions}.");
        }

        var base64 = root.TryGetProperty("encoding_format", out var format) && format.ValueEquals("base64");
        draft.Usage = new TokenCounts(draft.Script.Number("prompt", texts.Sum(text => Counted.PromptTokens(Encoding.UTF8.GetByteCount(text)))), 0, 0, 0);
        draft.Reported = draft.UsageAt(EventPlace.Plain, draft.Usage);
        draft.Body = Json.Write(writer => Write(writer, draft, texts, dimensions, base64));
    }

    private static void Write(Utf8JsonWriter writer, Draft draft, List<string> texts, int dimensions, bool base64)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        for (var index = 0; index < texts.Count; index++)
        {
            writer.WriteStartObject();
            writer.WriteString("object", "embedding");
            writer.WriteNumber("index", index);
            WriteVector(writer, TextVector.Of(texts[index], dimensions), base64);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("model", draft.Script.Model);
        if (draft.UsageAt(EventPlace.Plain, draft.Usage) is { } usage)
        {
            writer.WriteStartObject("usage");
            writer.WriteNumber("prompt_tokens", usage.Prompt);
            writer.WriteNumber("total_tokens", usage.Prompt);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter writer, float[] vector, bool base64)
    {
        if (base64)
        {
            var bytes = new byte[vector.Length * sizeof(float)];
            for (var index = 0; index < vector.Length; index++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), vector[index]);
            }

            writer.WriteBase64String("embedding", bytes);
            return;
        }

        writer.WriteStartArray("embedding");
        foreach (var value in vector)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }

    // A list of numbers is one text in tokens; a list of strings or of such lists is several.
    private static List<string> Inputs(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => [input.GetString()!],
        JsonValueKind.Array when input.GetArrayLength() == 0 => throw new ScriptException("'input' must not be empty."),
        JsonValueKind.Array when input[0].ValueKind == JsonValueKind.Number => [input.GetRawText()],
        JsonValueKind.Array => [.. input.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())],
        _ => throw new ScriptException("'input' must be a string, a list of strings, or token lists."),
    };
}
