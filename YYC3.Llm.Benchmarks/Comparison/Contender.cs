using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>A contestant that runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Where to call it.</param>
/// <param name="Pids">Its processes, the simulator not among them.</param>
internal sealed record Contender(string Name, LoadTarget Target, IReadOnlyList<int> Pids);
