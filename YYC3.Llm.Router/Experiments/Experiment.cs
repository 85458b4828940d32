namespace YYC3.Llm.Router.Experiments;

/// <summary>An experiment as it is stored.</summary>
/// <param name="Id">Such as <c>exp_…</c>.</param>
/// <param name="Definition">What it tries.</param>
/// <param name="Status">One of <see cref="ExperimentStatus"/>.</param>
/// <param name="Winner">The arm that won; null while none has.</param>
/// <param name="Reason">Why it is in this state; null when nobody said.</param>
/// <param name="CreatedAt">UTC microseconds.</param>
/// <param name="StartedAt">Of its first start; null before.</param>
/// <param name="EndedAt">When it was stopped; null before.</param>
/// <param name="Revision">Rises with each change, so that two changes at once do not undo each other.</param>
internal sealed record Experiment(
    string Id,
    ExperimentDefinition Definition,
    string Status,
    string? Winner,
    string? Reason,
    long CreatedAt,
    long? StartedAt,
    long? EndedAt,
    long Revision);
