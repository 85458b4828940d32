using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects;

/// <summary>What a dialect that translates gets of a call, for one attempt.</summary>
/// <param name="Operation">What is asked for.</param>
/// <param name="Body">The caller's body, in OpenAI's wire; checked by the scanner.</param>
/// <param name="Deployment">Whom the request goes to: its <c>UpstreamModel</c>, and its <c>BodyFields</c>, which are set in the provider's own terms.</param>
/// <param name="Stream">Whether the answer is to come as events.</param>
/// <param name="IncludeUsage">Whether the caller wants the usage chunk at the end of a stream (<c>stream_options.include_usage</c>).</param>
/// <param name="Id">For the answer's <c>id</c>, where the provider gives none: <c>chatcmpl-…</c>.</param>
/// <param name="Created">For the answer's <c>created</c>, likewise: seconds since 1970.</param>
internal sealed record CallerRequest(Operation Operation, ReadOnlyMemory<byte> Body, Deployment Deployment, bool Stream, bool IncludeUsage, string Id, long Created)
{
    /// <summary>What the request asks of a model besides text.</summary>
    public RequestNeeds Needs { get; init; }
}
