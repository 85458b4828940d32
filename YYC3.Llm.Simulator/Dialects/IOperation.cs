using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects;

/// <summary>One operation of a dialect (chat, embeddings): request bytes in, a drafted reply out. No I/O, no state.</summary>
internal interface IOperation
{
    /// <summary>How its errors are written.</summary>
    IErrorWriter Errors { get; }

    /// <summary>Checks who calls: null when the caller may.</summary>
    /// <param name="request">The request.</param>
    /// <param name="apiKey">The key that is asked for, or null when any will do.</param>
    SimulatedError? Authorize(HttpRequest request, string? apiKey) =>
        Credentials.Bearer(request, apiKey);

    /// <summary>How a stream's events become bytes, unless a fault says otherwise.</summary>
    EventFormat FormatOf(RequestHead head) => EventFormat.Usual;

    /// <summary>Writes what is left of a scripted rate limit into a reply's headers; nothing where the provider tells nothing.</summary>
    void WriteLimits(IHeaderDictionary headers, RateState state)
    {
    }

    /// <summary>Reads the head of a request.</summary>
    /// <exception cref="ScriptException">The request is not one of this operation.</exception>
    /// <exception cref="System.Text.Json.JsonException">The body is not JSON.</exception>
    RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body);

    /// <summary>Where this dialect reports usage, unless a fault says otherwise.</summary>
    Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head);

    /// <summary>Whether the reply depends on the body beyond its head; if not, it is written once and kept.</summary>
    bool ReadsBody(Script script);

    /// <summary>Writes events or body into the draft.</summary>
    void Render(Draft draft, RequestHead head, ReadOnlyMemory<byte> body);
}
