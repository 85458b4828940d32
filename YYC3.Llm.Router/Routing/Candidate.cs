using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing;

/// <summary>One way to have a call answered: a deployment, and the key to ask it with.</summary>
/// <param name="Deployment">Whom to ask.</param>
/// <param name="Key">Null for providers that want none.</param>
internal sealed record Candidate(Deployment Deployment, ProviderKey? Key);
