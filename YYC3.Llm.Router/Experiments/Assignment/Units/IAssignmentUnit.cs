using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Experiments.Assignment.Units;

/// <summary>What stays in one arm for as long as an experiment runs.</summary>
internal interface IAssignmentUnit
{
    /// <summary>As the API names it.</summary>
    string Name { get; }

    /// <summary>Whether one unit makes several calls, which then are no independent observations.</summary>
    bool IsSticky { get; }

    /// <summary>The unit of a call; null when it has none, and takes no part.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="requestId">The call's id.</param>
    string? Of(CallerIdentity caller, string requestId);
}
