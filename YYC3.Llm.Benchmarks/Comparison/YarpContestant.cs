using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>A minimal YARP in between.</summary>
internal sealed class YarpContestant : IContestant
{
    /// <inheritdoc/>
    public string Name => "yarp";

    /// <inheritdoc/>
    public string Title => "YARP, minimal";

    /// <inheritdoc/>
    public async Task<Contender> StartAsync(Rig rig, CancellationToken cancellationToken)
    {
        var yarp = await rig.StartHopAsync("yarp", rig.Simulator.Url, cancellationToken);
        return new Contender(Name, new LoadTarget(yarp.Url, Rig.NoHeaders), [yarp.Id]);
    }
}
