using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>Nothing between the caller and the simulator: what the driver and the simulator can do at most.</summary>
internal sealed class DirectContestant : IContestant
{
    /// <inheritdoc/>
    public string Name => "direct";

    /// <inheritdoc/>
    public string Title => "direct";

    /// <inheritdoc/>
    public Task<Contender> StartAsync(Rig rig, CancellationToken cancellationToken) =>
        Task.FromResult(new Contender(Name, new LoadTarget(rig.Simulator.Url, Rig.NoHeaders), []));
}
