namespace YYC3.Llm.Router.Experiments.Feedback;

/// <summary>A row of <c>feedback</c>.</summary>
internal sealed record FeedbackRow(
    string Id,
    string Tenant,
    string RequestId,
    double Score,
    double? PreviousScore,
    string? Label,
    string? Comment,
    string? KeyId,
    string? UserId,
    string? ExperimentId,
    string? Arm,
    long? Group,
    long CreatedAt,
    long UpdatedAt);
