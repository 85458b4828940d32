namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>A row of <c>experiments</c>.</summary>
internal sealed record ExperimentRow(
    string Id, string Status, string Definition, string? Winner, string? Reason, long CreatedAt, long? StartedAt, long? EndedAt, long Revision);
