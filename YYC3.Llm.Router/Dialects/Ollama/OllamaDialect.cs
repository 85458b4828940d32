using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>
/// Ollama's own API (https://docs.ollama.com/api): what its OpenAI-compatible one leaves out is here, such as the context's length and thinking.
/// The base URL is <c>http://localhost:11434</c>; <c>/api</c> or <c>/v1</c> at its end does not count. A key is sent as bearer token, if there is one.
/// </summary>
internal sealed class OllamaDialect : IDialect
{
    private readonly OllamaChat chat = new();
    private readonly OllamaEmbeddings embeddings = new();

    public string Name => DialectNames.Ollama;

    public bool NeedsBaseUrl => true;

    public Uri? Endpoint(Provider provider, string model, Operation operation, bool stream)
    {
        var method = operation == Operation.Chat ? "chat" : operation == Operation.Embeddings ? "embed" : null;
        if (provider.BaseUrl is not { } baseUrl || method is null)
        {
            return null;
        }

        var root = baseUrl.EndsWith("/v1", StringComparison.Ordinal) ? baseUrl[..^3] : baseUrl.EndsWith("/api", StringComparison.Ordinal) ? baseUrl[..^4] : baseUrl;
        return new Uri($"{root}/api/{method}");
    }

    public string Remedy(Operation operation) => "Ollama serves chat and embeddings; its base URL is http://localhost:11434.";

    public void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key.Bearer);
        }
    }

    public IEventFramer OpenFramer() => new NdjsonFramer();

    public ITranslation? Translation(Operation operation) => operation == Operation.Chat ? chat : operation == Operation.Embeddings ? embeddings : null;

    public string? CallerHeader(string name) => name.Equals("retry-after", StringComparison.OrdinalIgnoreCase) ? name : null;

    public Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (operation != Operation.Chat)
        {
            return status is < 200 or > 299 ? OllamaErrors.Read(status, body) : null;
        }

        var read = OllamaAnswer.Read(status, body, facts);
        if (read.Part?.FinishReason is { } reason)
        {
            facts.Finished(reason);
        }

        return read.Failure;
    }

    public StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        if (OpenAiEvents.IsDone(data))
        {
            return StreamSigns.Done; // Ollama sends none; what stands between may.
        }

        var read = OllamaAnswer.Read(200, data, facts);
        failure = read.Failure;
        return read.Signs;
    }

    public StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) =>
        ReadFirstEvent(data, facts, out failure) & ~StreamSigns.Content;
}
