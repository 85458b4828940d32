using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>
/// Baidu's first API for ERNIE models, wenxinworkshop (https://cloud.baidu.com/doc/WENXINWORKSHOP): a wire of its own, errors under HTTP 200, and
/// an OAuth token in the address. A key is <c>AK:SK</c>, the application's API key and secret key; <c>AK|SK</c> is understood too.
/// The base URL is <c>https://aip.baidubce.com</c>, under which both the tokens and the models are.
/// </summary>
internal sealed class WenxinDialect : IDialect
{
    private readonly WenxinChat chat;
    private readonly WenxinEmbeddings embeddings;
    private readonly WenxinErrors errors;

    public WenxinDialect(TimeProvider time)
    {
        errors = new WenxinErrors(time);
        chat = new WenxinChat(errors);
        embeddings = new WenxinEmbeddings(errors);
    }

    public string Name => DialectNames.Wenxin;

    public bool NeedsBaseUrl => true;

    public Uri? Endpoint(Provider provider, string model, Operation operation, bool stream)
    {
        var kind = operation == Operation.Chat ? "chat" : operation == Operation.Embeddings ? "embeddings" : null;
        return provider.BaseUrl is { } baseUrl && kind is not null
            ? new Uri($"{baseUrl}/rpc/2.0/ai_custom/v1/wenxinworkshop/{kind}/{Uri.EscapeDataString(WenxinModels.Suffix(model))}")
            : null;
    }

    public string Remedy(Operation operation) => "Baidu's wenxinworkshop serves chat and embeddings; its base URL is https://aip.baidubce.com.";

    public ITokenExchange? TokenExchange(Provider provider, ProviderKey key) => WenxinToken.Instance;

    public IEnumerable<string> Secrets(string key) => [key, .. WenxinToken.Split(key)];

    public ITranslation? Translation(Operation operation) =>
        operation == Operation.Chat ? chat : operation == Operation.Embeddings ? embeddings : null;

    /// <summary>Its <c>X-Ratelimit-Limit-Requests</c> and the others are OpenAI's.</summary>
    public string? CallerHeader(string name) => OpenAiHeaders.ForCaller(name);

    public void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Token is { } token)
        {
            request.RequestUri = new Uri($"{request.RequestUri}?access_token={Uri.EscapeDataString(token.Value)}");
        }
    }

    public Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (status is < 200 or > 299 || !WenxinAnswer.TryRead(body, out var answer) || answer.IsError)
        {
            return errors.Read(status, body);
        }

        answer.Note(facts, whole: true);
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

        if (!WenxinAnswer.TryRead(data, out var answer) || answer.IsError)
        {
            failure = errors.Read(200, data);
            return StreamSigns.Error;
        }

        answer.Note(facts, whole: answer.IsEnd);
        return answer.Signs;
    }

    public StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) =>
        ReadFirstEvent(data, facts, out failure) & ~StreamSigns.Content;
}
