using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects;

/// <summary>What operations share that answer about texts in one plain body: embeddings and rerankings.</summary>
internal abstract class TextOperation(IErrorWriter errors) : IOperation
{
    /// <summary>The largest vector that is made.</summary>
    protected const int MostDimensions = 8192;

    /// <inheritdoc/>
    public IErrorWriter Errors => errors;

    /// <inheritdoc/>
    public virtual SimulatedError? Authorize(HttpRequest request, string? apiKey) => Credentials.NeedBearer(request, apiKey);

    /// <inheritdoc/>
    public RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return new RequestHead(Model(request, document.RootElement.AsObject("body")), Stream: false, WantsUsage: false);
    }

    /// <inheritdoc/>
    public Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) => static (_, counts) => counts;

    /// <inheritdoc/>
    public bool ReadsBody(Script script) => true;

    /// <inheritdoc/>
    public void Render(Draft draft, RequestHead head, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        Render(draft, document.RootElement);
    }

    /// <summary>The model a request names.</summary>
    protected virtual string Model(HttpRequest request, JsonElement root) => root.NeedText("model", "");

    /// <summary>Writes the body.</summary>
    protected abstract void Render(Draft draft, JsonElement root);

    /// <summary>Counts texts, and notes what the body will report.</summary>
    protected static TokenCounts? Count(Draft draft, IEnumerable<string> texts)
    {
        draft.Usage = new TokenCounts(draft.Script.Number("prompt", texts.Sum(text => Counted.PromptTokens(System.Text.Encoding.UTF8.GetByteCount(text)))), 0, 0, 0);
        return draft.Reported = draft.UsageAt(EventPlace.Plain, draft.Usage);
    }

    /// <summary>Reads a list of texts that must be there.</summary>
    protected static string[] Texts(JsonElement value, string path)
    {
        var items = value.AsArray(path);
        return items.Length == 0 ? throw new ScriptException($"{path}: must not be empty.") : [.. items.Index().Select(item => item.Item.AsText($"{path}.{item.Index}"))];
    }

    /// <summary>Writes the components of a vector.</summary>
    protected static void WriteVector(Utf8JsonWriter writer, string field, string text, int dimensions)
    {
        writer.WriteStartArray(field);
        foreach (var value in TextVector.Of(text, dimensions))
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>The documents nearest to a query, best first, each with a score from 0 to 1.</summary>
    protected static IEnumerable<(int Index, double Score)> Ranked(string query, string[] documents, int most)
    {
        var wanted = TextVector.Of(query, 512);
        return documents.Index()
            .Select(document => (document.Index, Score: Math.Round((1 + TextVector.Of(document.Item, 512).Zip(wanted, (one, other) => one * other).Sum()) / 2d, 6)))
            .OrderByDescending(document => document.Score).ThenBy(document => document.Index).Take(most);
    }
}
