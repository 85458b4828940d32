using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Dialects;

/// <summary>
/// How a kind of provider is spoken to and understood. Pure: no I/O, no logging, no state; one instance serves all calls at once.
/// Inside Router everything is OpenAI's wire; a dialect that differs translates.
/// </summary>
internal interface IDialect
{
    /// <summary>As <c>dialect</c> in <c>models.json</c> names it.</summary>
    string Name { get; }

    /// <summary>Whether a provider of this dialect must say where it is.</summary>
    bool NeedsBaseUrl { get; }

    /// <summary>Where a deployment serves an operation; null when this dialect does not have it, or the provider is not configured.</summary>
    Uri? Endpoint(Provider provider, string model, Operation operation);

    /// <summary>What answers instead of the network; null for real providers.</summary>
    HttpMessageHandler? InProcessHandler => null;

    /// <summary>Says why a deployment does not serve an operation, and what would.</summary>
    string Remedy(Operation operation);

    /// <summary>Puts the key on a request.</summary>
    void Authorize(HttpRequestMessage request, Candidate candidate);

    /// <summary>
    /// Reads a whole answer: null for a proper one, whose facts are noted; else what went wrong. The status is not believed
    /// when it says 200, for some providers put errors under it.
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
