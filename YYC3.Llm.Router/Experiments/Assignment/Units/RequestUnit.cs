using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Experiments.Assignment.Units;

/// <summary>Each call for itself: the most power, and answers that may change from call to call.</summary>
internal sealed class RequestUnit : IAssignmentUnit
{
    public string Name => "request";

    public bool IsSticky => false;

    public string? Of(CallerIdentity caller, string requestId) => requestId;
}
