using YYC3.Llm.Simulator.Faults;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>A fault as a script calls it: <c>name[:value][@event]</c>.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Argument">Its value and place.</param>
internal readonly record struct ScriptedFault(IFault Fault, FaultArgument Argument);
