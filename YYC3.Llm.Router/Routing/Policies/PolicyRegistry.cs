using System.Collections.Frozen;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>The policies by name. Two of one name fail at start.</summary>
internal sealed class PolicyRegistry(IEnumerable<IRoutingPolicy> policies)
{
    private readonly FrozenDictionary<string, IRoutingPolicy> byName = policies.ToFrozenDictionary(policy => policy.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => byName.Keys.Order(StringComparer.Ordinal);

    public IRoutingPolicy Get(string name) => byName[name];
}
