namespace YYC3.Llm.Router.Metering.Usage;

/// <summary>A closed outbox.</summary>
internal sealed record OutboxRow(string Instance, long Issued, long Lost, long Dropped, long CutOff, long ClosedAt);
