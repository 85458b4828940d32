using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Zhipu;

/// <summary>
/// Zhipu's GLM (https://docs.bigmodel.cn/api-reference, https://docs.z.ai/api-reference): OpenAI's shape with fields of its own. Keys are
/// <c>id.secret</c>; they are sent as they are, or, with <c>"auth": "jwt"</c>, as a token signed with the secret, which itself then stays here.
/// </summary>
internal sealed class ZhipuDialect(TimeProvider time) : OpenAiShape, IDialect
{
    /// <summary>As <c>auth</c> in <c>models.json</c> names the signed token.</summary>
    public const string Jwt = "jwt";

    private static readonly string[] Modes = ["key", Jwt];

    public override string Name => DialectNames.Zhipu;

    /// <summary>It says a stream's usage unasked, on the last chunk, and does not know the option.</summary>
    public override bool AsksForStreamUsage => false;

    public IReadOnlyList<string> AuthModes => Modes;

    public override Uri? Endpoint(Provider provider, string model, Operation operation, bool stream) =>
        provider.BaseUrl is { } baseUrl && (operation == Operation.Chat || operation == Operation.Embeddings || operation == Operation.ImageGenerations)
            ? new Uri($"{baseUrl}/{operation.Path}")
            : null;

    public override string Remedy(Operation operation) => "Zhipu serves chat, embeddings and image generations; its base URL is https://open.bigmodel.cn/api/paas/v4 or https://api.z.ai/api/paas/v4.";

    public override IReadOnlyList<IRequestRule> Rules(Provider provider, string model, Operation operation) =>
        operation == Operation.Chat ? ZhipuRules.Chat(model)
        : operation == Operation.Embeddings ? ZhipuRules.Embeddings
        : [];

    public ITokenExchange? TokenExchange(Provider provider, ProviderKey key) =>
        provider.Auth == Jwt && ZhipuToken.IsSplit(key.Value) ? ZhipuToken.Instance : null;

    public IEnumerable<string> Secrets(string key) => [key, .. ZhipuToken.IsSplit(key) ? key.Split('.') : []];

    public override void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Value}");
        }
        else if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key.Bearer);
        }
    }

    public override Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts) =>
        base.ReadAnswer(operation, status, body, facts) ?? (IsBrokenOff(body) ? BrokenOff : null);

    public override StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) =>
        Check(base.ReadFirstEvent(data, facts, out failure), data, ref failure);

    public override StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) =>
        Check(base.ReadLaterEvent(data, facts, out failure), data, ref failure);

    protected override Failure ReadError(int status, ReadOnlySpan<byte> body) => ZhipuErrors.Read(status, body, time.GetUtcNow());

    private static Failure BrokenOff => Failure.OfProvider(502, "The provider broke off the answer (finish_reason network_error).", "network_error", 200);

    private static bool IsBrokenOff(ReadOnlySpan<byte> json) => FinishReasons.Has(json, "network_error"u8);

    private static StreamSigns Check(StreamSigns signs, ReadOnlySpan<byte> data, ref Failure? failure)
    {
        if (!signs.HasFlag(StreamSigns.Finish) || !IsBrokenOff(data))
        {
            return signs;
        }

        failure = BrokenOff;
        return StreamSigns.Error;
    }
}
