using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>OpenAI's own wire: nothing is translated, only understood (https://platform.openai.com/docs/api-reference/chat).</summary>
internal sealed class OpenAiDialect : OpenAiShape
{
    private const string OpenAiHost = "api.openai.com";

    public override string Name => DialectNames.OpenAi;

    public override Uri? Endpoint(Provider provider, string model, Operation operation, bool stream) =>
        provider.BaseUrl is { } baseUrl && operation != Operation.Messages ? new Uri($"{baseUrl}/{operation.Path}") : null;

    /// <summary>OpenAI's own reasoning models alone; whoever else speaks its wire gets what the caller sent.</summary>
    public override IReadOnlyList<IRequestRule> Rules(Provider provider, string model, Operation operation) =>
        operation == Operation.Chat && provider.BaseUrl is { } baseUrl && new Uri(baseUrl).Host == OpenAiHost ? ReasoningModels.Rules(model) : [];

    public override void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key.Bearer);
        }
    }
}
