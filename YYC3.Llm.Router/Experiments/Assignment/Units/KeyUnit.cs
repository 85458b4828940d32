using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Experiments.Assignment.Units;

/// <summary>An API key.</summary>
internal sealed class KeyUnit : IAssignmentUnit
{
    public string Name => "key";

    public bool IsSticky => true;

    public string? Of(CallerIdentity caller, string requestId) => caller.KeyId is { Length: > 0 } key ? key : null;
}
