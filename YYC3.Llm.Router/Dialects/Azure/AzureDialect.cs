using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Azure;

/// <summary>
/// Azure OpenAI (https://learn.microsoft.com/azure/ai-services/openai/reference): OpenAI's bodies, the deployment in the address, the key in
/// <c>api-key</c>. A base URL that ends in <c>/openai/v1</c> speaks the v1 API, which has OpenAI's own paths and needs no version.
/// </summary>
internal sealed class AzureDialect : OpenAiShape, IDialect
{
    /// <summary>What is asked for where the provider has no <c>apiVersion</c>: the newest generally available version of the deployments API.</summary>
    public const string DefaultVersion = "2024-10-21";

    /// <summary>The first version that knows <c>stream_options</c>.</summary>
    private const string StreamUsageSince = "2024-09-01";

    private static readonly IRequestRule[] Common =
    [
        new EditItems("messages", MessageEdits.DropExtensions(reasoning: false)),
        new EditItems("tools", MessageEdits.DropToolCacheControl),
    ];

    private static readonly IRequestRule NoStreamOptions = new DropField("stream_options", "stream_options dropped: this api-version does not accept it");

    public override string Name => DialectNames.Azure;

    public bool HasApiVersions => true;

    public bool AsksForUsage(Provider provider) => KnowsStreamUsage(provider);

    public override Uri? Endpoint(Provider provider, string model, Operation operation, bool stream)
    {
        if (provider.BaseUrl is not { } baseUrl || operation == Operation.Messages || operation == Operation.Rerank || operation == Operation.Moderations)
        {
            return null;
        }

        if (IsV1(baseUrl))
        {
            return new Uri(provider.ApiVersion is { } asked ? $"{baseUrl}/{operation.Path}?api-version={asked}" : $"{baseUrl}/{operation.Path}");
        }

        var resource = baseUrl.EndsWith("/openai", StringComparison.OrdinalIgnoreCase) ? baseUrl : $"{baseUrl}/openai";
        return new Uri($"{resource}/deployments/{Uri.EscapeDataString(model)}/{operation.Path}?api-version={provider.ApiVersion ?? DefaultVersion}");
    }

    public override string Remedy(Operation operation) => "Azure serves chat, embeddings, images and audio; its base URL is the resource's endpoint, such as https://name.openai.azure.com.";

    public override IReadOnlyList<IRequestRule> Rules(Provider provider, string model, Operation operation) => operation != Operation.Chat
        ? []
        : [.. Common, .. ReasoningModels.Rules(model), .. KnowsStreamUsage(provider) ? [] : new[] { NoStreamOptions }];

    public override void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("api-key", key.Value);
        }
    }

    protected override Failure ReadError(int status, ReadOnlySpan<byte> body) => OpenAiErrors.Read(status, body, AzureErrors.Classify);

    private static bool IsV1(string baseUrl) => baseUrl.EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase);

    // Versions are dates, so their order is that of their text; words name what is newest.
    private static bool KnowsStreamUsage(Provider provider) =>
        (provider.BaseUrl is { } baseUrl && IsV1(baseUrl)) || string.CompareOrdinal(provider.ApiVersion ?? DefaultVersion, StreamUsageSince) >= 0;
}
