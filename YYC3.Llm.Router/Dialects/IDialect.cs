using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects;

/// <summary>
/// How a kind of provider is spoken to and understood. Pure: no I/O, no logging, no state; one instance serves all calls at once.
/// Inside Router everything is OpenAI's wire; a dialect that differs has a <see cref="Translation"/>, the others pass bytes through
/// and only read them as they pass.
/// </summary>
internal interface IDialect
{
    /// <summary>As <c>dialect</c> in <c>models.json</c> names it.</summary>
    string Name { get; }

    /// <summary>Whether a provider of this dialect must say where it is.</summary>
    bool NeedsBaseUrl { get; }

    /// <summary>Among which a provider's <c>auth</c> may choose how its keys are sent, the default first; empty where there is but one way.</summary>
    IReadOnlyList<string> AuthModes => [];

    /// <summary>Whether a provider may say an <c>apiVersion</c>.</summary>
    bool HasApiVersions => false;

    /// <summary>Whether requests go out in OpenAI's shape, so that providers and deployments may drop and rename their fields.</summary>
    bool HasOpenAiShape => Translation(Operation.Chat) is null;

    /// <summary>Where a deployment serves an operation; null when this dialect does not have it, or the provider is not configured.</summary>
    /// <param name="provider">Whose it is.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="stream">Whether as a stream; some providers have another address for it.</param>
    Uri? Endpoint(Provider provider, string model, Operation operation, bool stream);

    /// <summary>What answers instead of the network; null for real providers.</summary>
    HttpMessageHandler? InProcessHandler => null;

    /// <summary>Says why a deployment does not serve an operation, and what would.</summary>
    string Remedy(Operation operation);

    /// <summary>Puts the key and the dialect's own headers on a request.</summary>
    /// <param name="request">The request; a dialect whose token is part of the address may change that.</param>
    /// <param name="attempt">Whom it goes to, with which key or token.</param>
    void Authorize(HttpRequestMessage request, in Authorization attempt);

    /// <summary>What of a key must never be shown: the whole of it, and parts that are secrets of their own.</summary>
    IEnumerable<string> Secrets(string key) => [key];

    /// <summary>How requests in OpenAI's shape must differ from what callers send; made once for each deployment.</summary>
    /// <param name="provider">Whose it is.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="operation">What is asked for.</param>
    IReadOnlyList<IRequestRule> Rules(Provider provider, string model, Operation operation) => [];

    /// <summary>How keys become tokens; null where the key itself is sent.</summary>
    ITokenExchange? TokenExchange(Provider provider, ProviderKey key) => null;

    /// <summary>How an operation is translated; null when its bytes pass through.</summary>
    ITranslation? Translation(Operation operation) => null;

    /// <summary>Whether a stream says its usage only when asked by <c>stream_options.include_usage</c>; Router then asks, for the ledger's sake.</summary>
    bool AsksForStreamUsage => false;

    /// <summary>The same for one provider, where it depends on that.</summary>
    bool AsksForUsage(Provider provider) => AsksForStreamUsage;

    /// <summary>What cuts this dialect's streams into events.</summary>
    IEventFramer OpenFramer() => new SseFramer();

    /// <summary>The name under which a header of the provider's answer is handed on, OpenAI's name for it where there is one; null to keep it back.</summary>
    string? CallerHeader(string name) => null;

    /// <summary>Reads a usage object of this dialect's that was kept, by the dialect's own counting; null where the dialect does not do it.</summary>
    /// <param name="raw">What <see cref="AnswerFacts.Used"/> was given.</param>
    Metering.TokenUsage? ReadUsage(ReadOnlySpan<byte> raw) => null;

    /// <summary>
    /// Reads a whole answer whose bytes pass through: null for a proper one, whose facts are noted; else what went wrong. The status is
    /// not believed when it says 200, for some providers put errors under it.
    /// </summary>
    Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts);

    /// <summary>Reads the data of one stream event before the commit point, where the relay must know what it holds.</summary>
    /// <param name="data">The event's data.</param>
    /// <param name="facts">What is learned on the way.</param>
    /// <param name="failure">What went wrong, when the event says so.</param>
    StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure);

    /// <summary>Reads the data of a later event; cheap, as there is one for each token.</summary>
    /// <param name="data">The event's data.</param>
    /// <param name="facts">What is learned on the way.</param>
    /// <param name="failure">What went wrong, when the event says so.</param>
    StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure);
}
