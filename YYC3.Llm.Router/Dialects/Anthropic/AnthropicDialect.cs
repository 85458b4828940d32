using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// Anthropic's Messages (https://docs.claude.com/en/api/messages). Chat completions are translated; what comes in as Messages passes
/// through byte for byte and is only read. The base URL includes the version: <c>https://api.anthropic.com/v1</c>.
/// </summary>
internal sealed class AnthropicDialect : IDialect
{
    private readonly AnthropicTranslation chat = new();

    public string Name => DialectNames.Anthropic;

    public bool NeedsBaseUrl => true;

    public Uri? Endpoint(Provider provider, string model, Operation operation, bool stream) =>
        provider.BaseUrl is not { } baseUrl ? null
        : operation == Operation.Chat || operation == Operation.Messages ? new Uri($"{baseUrl}/messages")
        : operation == Operation.CountTokens ? new Uri($"{baseUrl}/messages/count_tokens")
        : null;

    public string Remedy(Operation operation) => "Anthropic's Messages have chat only; give the model a deployment of another provider.";

    public string? CallerHeader(string name) => AnthropicHeaders.ForCaller(name);

    public string CallerHeaderValue(string name, string value, DateTimeOffset now) => AnthropicHeaders.Value(name, value, now);

    public void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", key.Value);
        }

        if (!request.Headers.Contains(AnthropicHeaders.Version))
        {
            request.Headers.TryAddWithoutValidation(AnthropicHeaders.Version, AnthropicHeaders.OurVersion);
        }
    }

    public Metering.TokenUsage? ReadUsage(ReadOnlySpan<byte> raw) => AnthropicUsage.Read(raw);

    public ITranslation? Translation(Operation operation) => operation == Operation.Chat ? chat : null;

    public Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (status is < 200 or > 299)
        {
            return AnthropicErrors.Read(status, body);
        }

        try
        {
            using var document = JsonText.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && JsonText.Is(root, "type", "error"))
            {
                return AnthropicErrors.Read(status, body);
            }

            var known = operation == Operation.CountTokens ? root.Has("input_tokens") : root.Has("content");
            if (!known)
            {
                return AnthropicErrors.Malformed(status);
            }

            if (operation == Operation.Messages)
            {
                AnthropicUsage.Note(root.Get("usage"), facts);
                AnthropicEvents.Head(root, facts);
                if (facts.Detailed && root.Text("stop_reason") is { } reason)
                {
                    facts.Finished(FinishReasons.Of(reason));
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return AnthropicErrors.Malformed(status);
        }
    }

    public StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) => AnthropicEvents.Read(data, facts, out failure);

    public StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        // One of these comes for each token; nothing is to be learned of it.
        if (data.StartsWith("{\"type\":\"content_block_delta\""u8))
        {
            failure = null;
            return StreamSigns.None;
        }

        return AnthropicEvents.Read(data, facts, out failure);
    }
}
