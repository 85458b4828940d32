using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Experiments.Assignment.Units;

/// <summary>A user of a project. Calls that name none take no part.</summary>
internal sealed class UserUnit : IAssignmentUnit
{
    public string Name => "user";

    public bool IsSticky => true;

    public string? Of(CallerIdentity caller, string requestId) => caller.User;
}
