using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Qianfan;

/// <summary>
/// Baidu's Qianfan, version 2 (https://cloud.baidu.com/doc/qianfan-api): OpenAI's shape, whose choices have a <c>flag</c> more (0: nothing was
/// objected to), which is passed on. A key is <c>bce-v3/…</c>, or <c>bce-v3/…|app-…</c> where calls are booked on an application.
/// </summary>
internal sealed class QianfanDialect : OpenAiShape, IDialect
{
    private static readonly IRequestRule[] Chat =
    [
        new EditItems("messages", MessageEdits.DeveloperToSystem, MessageEdits.DropExtensions(reasoning: false)),
        new EditItems("tools", MessageEdits.DropToolCacheControl),
    ];

    public override string Name => DialectNames.Qianfan;

    public override Uri? Endpoint(Provider provider, string model, Operation operation, bool stream) =>
        provider.BaseUrl is { } baseUrl
        && (operation == Operation.Chat || operation == Operation.Embeddings || operation == Operation.Rerank || operation == Operation.ImageGenerations || operation == Operation.ImageEdits)
            ? new Uri($"{baseUrl}/{operation.Path}")
            : null;

    public override string Remedy(Operation operation) => "Qianfan serves chat, embeddings, rerank and images; its base URL is https://qianfan.baidubce.com/v2.";

    public override IReadOnlyList<IRequestRule> Rules(Provider provider, string model, Operation operation) => operation == Operation.Chat ? Chat : [];

    public IEnumerable<string> Secrets(string key) => [key, Key(key)];

    public override void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is not { } key)
        {
            return;
        }

        var own = Key(key.Value);
        request.Headers.TryAddWithoutValidation("Authorization", own.Length == key.Value.Length ? key.Bearer : $"Bearer {own}");
        if (own.Length < key.Value.Length - 1)
        {
            request.Headers.TryAddWithoutValidation("appid", key.Value[(own.Length + 1)..]);
        }
    }

    protected override Failure ReadError(int status, ReadOnlySpan<byte> body) => OpenAiErrors.Read(status, body, QianfanErrors.Classify);

    private static string Key(string value) => value.IndexOf('|') is var at and > 0 ? value[..at] : value;
}
