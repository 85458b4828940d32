namespace YYC3.Llm.Simulator.Faults;

/// <summary>One cell of the matrix of dialects and faults.</summary>
/// <param name="Dialect">The dialect's name.</param>
/// <param name="BasePath">Where its provider's base URL points.</param>
/// <param name="Fault">The fault's name.</param>
/// <param name="Example">The fault as a script's parameter, in one of its forms; append it to <c>sim?</c>.</param>
internal sealed record FaultCase(string Dialect, string BasePath, string Fault, string Example);
