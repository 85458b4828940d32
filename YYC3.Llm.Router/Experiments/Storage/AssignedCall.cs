namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>A call that took part, for the feedback that comes later.</summary>
/// <param name="Tenant">The project.</param>
/// <param name="RequestId">The call's id.</param>
/// <param name="CompletionId">The answer's id, as the caller saw it; null when there was none.</param>
/// <param name="Experiment">The experiment's id.</param>
/// <param name="Arm">The arm's name.</param>
/// <param name="Group">The unit's group.</param>
/// <param name="At">When it ended, in UTC microseconds.</param>
internal sealed record AssignedCall(string Tenant, string RequestId, string? CompletionId, string Experiment, string Arm, long Group, long At);
