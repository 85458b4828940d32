using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects;

/// <summary>What a dialect needs to put its key and headers on a request.</summary>
/// <param name="Deployment">Whom the request goes to.</param>
/// <param name="Key">The key; null for providers that want none.</param>
/// <param name="Token">What the key was changed into; null where the key itself is sent.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Stream">Whether the answer is to come as events.</param>
internal readonly record struct Authorization(Deployment Deployment, ProviderKey? Key, AccessToken? Token, Operation Operation, bool Stream)
{
    /// <summary>What the request asks of a model besides text; some providers have another address for it.</summary>
    public RequestNeeds Needs { get; init; }
}
