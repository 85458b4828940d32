using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>
/// The model that needs no key: it answers from the material in the prompt, inside this process. It speaks OpenAI's wire behind
/// the same seam as a network, so that deadlines, commit point, streaming and telemetry treat it as any provider.
/// </summary>
internal sealed class OfflineDialect(TimeProvider time) : IDialect
{
    private static readonly Uri Completions = new("http://offline.invalid/v1/chat/completions");

    private readonly OpenAiDialect wire = new();

    public string Name => DialectNames.Offline;

    public bool NeedsBaseUrl => false;

    public bool AsksForStreamUsage => true;

    public HttpMessageHandler InProcessHandler => new OfflineHandler(time);

    public Uri? Endpoint(Provider provider, string model, Operation operation, bool stream) => operation == Operation.Chat ? Completions : null;

    public string Remedy(Operation operation) =>
        $"The offline model only chats. For {operation.Name} set a provider's key, for example OPENAI_API_KEY or DASHSCOPE_API_KEY, or run Ollama with an embedding model.";

    public void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        // There is nobody to prove oneself to.
    }

    public Metering.TokenUsage? ReadUsage(ReadOnlySpan<byte> raw) => OpenAiUsage.Read(raw);

    public Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts) => wire.ReadAnswer(operation, status, body, facts);

    public StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) => wire.ReadFirstEvent(data, facts, out failure);

    public StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure) => wire.ReadLaterEvent(data, facts, out failure);
}
