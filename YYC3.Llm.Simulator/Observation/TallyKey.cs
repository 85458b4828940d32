namespace YYC3.Llm.Simulator.Observation;

/// <summary>What the tally counts apart.</summary>
/// <param name="Dialect">The dialect called.</param>
/// <param name="Model">The model named, script included; empty where the request was not understood.</param>
/// <param name="Credential">The credential as sent, scheme included; empty for none.</param>
internal readonly record struct TallyKey(string Dialect, string Model, string Credential);
