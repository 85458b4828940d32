using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>
/// Alibaba's own API for Qwen models (https://help.aliyun.com/zh/model-studio/qwen-api-via-dashscope). The base URL is
/// <c>https://dashscope.aliyuncs.com/api/v1</c>, abroad <c>https://dashscope-intl.aliyuncs.com/api/v1</c>, for banks
/// <c>https://dashscope-finance.aliyuncs.com/api/v1</c>.
/// </summary>
internal sealed class DashScopeDialect : IDialect
{
    private const string Services = "/services/";
    private const string TextGeneration = "aigc/text-generation/generation";
    private const string MultimodalGeneration = "aigc/multimodal-generation/generation";

    private static readonly DashScopeChat Chat = new();
    private static readonly DashScopeEmbeddings Embeddings = new();
    private static readonly DashScopeRerank Rerank = new();

    public string Name => DialectNames.DashScope;

    public bool NeedsBaseUrl => true;

    public Uri? Endpoint(Provider provider, string model, Operation operation, bool stream)
    {
        var path = operation == Operation.Chat ? DashScopeModels.IsMultimodal(model, RequestNeeds.None) ? MultimodalGeneration : TextGeneration
            : operation == Operation.Embeddings ? "embeddings/text-embedding/text-embedding"
            : operation == Operation.Rerank ? "rerank/text-rerank/text-rerank"
            : null;
        return provider.BaseUrl is { } baseUrl && path is not null ? new Uri(baseUrl + Services + path) : null;
    }

    public string Remedy(Operation operation) =>
        $"DashScope's own API serves chat, embeddings and rerank here. For {operation.Name} declare a provider of dialect {DialectNames.OpenAi} that has it.";

    public ITranslation? Translation(Operation operation) => operation == Operation.Chat ? Chat
        : operation == Operation.Embeddings ? Embeddings
        : operation == Operation.Rerank ? Rerank
        : null;

    public string? CallerHeader(string name) => OpenAiHeaders.ForCaller(name);

    public void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key.Bearer);
        }

        if (attempt.Stream)
        {
            request.Headers.TryAddWithoutValidation("X-DashScope-SSE", "enable");
        }

        // Addresses are made once for each deployment; which of the two it is can depend on the request.
        if (attempt.Operation == Operation.Chat
            && DashScopeModels.IsMultimodal(attempt.Deployment.UpstreamModel, attempt.Needs)
            && request.RequestUri is { } address && address.OriginalString.EndsWith(TextGeneration, StringComparison.Ordinal))
        {
            request.RequestUri = new Uri(address.OriginalString[..^TextGeneration.Length] + MultimodalGeneration);
        }
    }

    public Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        using var answer = DashScopeAnswer.Parse(status, body, out var failure);
        if (answer is null)
        {
            return failure;
        }

        answer.Note(facts);
        foreach (var choice in answer.Choices())
        {
            if (choice.Finish is { } reason)
            {
                facts.Finished(reason);
            }
        }

        facts.Model ??= Name; // Its answers do not say; the translation knows the deployment's.
        return null;
    }

    public StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        if (OpenAiEvents.IsDone(data))
        {
            return StreamSigns.Done;
        }

        using var answer = DashScopeAnswer.Parse(200, data, out failure);
        if (answer is null)
        {
            return StreamSigns.Error;
        }

        answer.Note(facts);
        var signs = StreamSigns.None;
        foreach (var choice in answer.Choices())
        {
            signs |= choice.HasContent ? StreamSigns.Content : StreamSigns.None;
            signs |= choice.Finish is not null ? StreamSigns.Finish : StreamSigns.None;
        }

        return signs;
    }

    public StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) =>
        ReadFirstEvent(data, facts, out failure) & ~StreamSigns.Content;
}
