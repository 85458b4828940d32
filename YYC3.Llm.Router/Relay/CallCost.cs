namespace YYC3.Llm.Router.Relay;

/// <summary>The note of what a call cost, all of its attempts together; without the note nobody knows. Metering sets it before experiments are told of the call's end.</summary>
/// <param name="Amount">In the one currency that the installation counts in.</param>
internal sealed record CallCost(decimal Amount);
