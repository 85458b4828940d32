using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>A contestant that runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Where to call it.</param>
/// <param name="Pids">Its processes, the simulator not among them.</param>
internal sealed record Contender(string Name, LoadTarget Target, IReadOnlyList<int> Pids)
{
    /// <summary>Its services that tell at <c>/metrics</c> what they have allocated; none: allocations are not measured.</summary>
    public IReadOnlyList<Uri> Services { get; init; } = [];

    /// <summary>Whether streams are measured (the default); a replayed one has other events than the one that was kept.</summary>
    public bool Streams { get; init; } = true;
}
