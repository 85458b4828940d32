namespace YYC3.Llm.Simulator.Scripts;

/// <summary>A script that cannot be followed; the message names the part and the remedy and goes to the caller as a 400.</summary>
internal sealed class ScriptException(string message) : Exception(message);
