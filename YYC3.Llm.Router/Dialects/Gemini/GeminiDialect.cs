using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Translating;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>
/// Google's Gemini API (https://ai.google.dev/api/generate-content): the model is in the address, streams are events without an end marker.
/// The base URL is <c>https://generativelanguage.googleapis.com/v1beta</c>.
/// </summary>
internal sealed class GeminiDialect : IDialect
{
    private readonly GeminiErrors errors;
    private readonly GeminiChat chat;
    private readonly GeminiEmbeddings embeddings;

    public GeminiDialect(TimeProvider time)
    {
        errors = new GeminiErrors(time);
        chat = new GeminiChat(errors);
        embeddings = new GeminiEmbeddings(errors);
    }

    public string Name => DialectNames.Gemini;

    public bool NeedsBaseUrl => true;

    public Uri? Endpoint(Provider provider, string model, Operation operation, bool stream)
    {
        var method = operation == Operation.Chat ? stream ? "streamGenerateContent?alt=sse" : "generateContent"
            : operation == Operation.Embeddings ? "batchEmbedContents"
            : null;
        return provider.BaseUrl is { } baseUrl && method is not null ? new Uri($"{baseUrl}/{Resource(model)}:{method}") : null;
    }

    /// <summary>The model's resource name: <c>models/…</c> unless it names another collection, such as <c>tunedModels/…</c>.</summary>
    public static string Resource(string model) => model.Contains('/', StringComparison.Ordinal) ? model : $"models/{Uri.EscapeDataString(model)}";

    public string Remedy(Operation operation) => "Gemini serves chat and embeddings; its base URL is https://generativelanguage.googleapis.com/v1beta.";

    public void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("x-goog-api-key", key.Value);
        }
    }

    public ITranslation? Translation(Operation operation) => operation == Operation.Chat ? chat : operation == Operation.Embeddings ? embeddings : null;

    public string? CallerHeader(string name) => name.Equals("retry-after", StringComparison.OrdinalIgnoreCase) ? name : null;

    public Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (operation != Operation.Chat)
        {
            return status is < 200 or > 299 ? errors.Read(status, body) : null;
        }

        var read = GeminiAnswer.Read(errors, status, body, facts);
        foreach (var reason in read.Parts.Select(part => part.FinishReason).OfType<string>())
        {
            facts.Finished(reason);
        }

        return read.Failure ?? (read.Parts.Count == 0 ? GeminiAnswer.Empty : null);
    }

    public StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        if (OpenAiEvents.IsDone(data))
        {
            return StreamSigns.Done; // Google sends none; what stands between may.
        }

        var read = GeminiAnswer.Read(errors, 200, data, facts);
        failure = read.Failure;
        return failure is null ? Signs(read.Parts) : StreamSigns.Error;
    }

    public StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) =>
        ReadFirstEvent(data, facts, out failure) & ~StreamSigns.Content;

    internal static StreamSigns Signs(List<ChoicePart> parts) =>
        (parts.Any(part => part.HasContent) ? StreamSigns.Content : StreamSigns.None)
        | (parts.Any(part => part.FinishReason is not null) ? StreamSigns.Finish : StreamSigns.None);
}
