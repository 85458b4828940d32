using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>Bare byte-level relays in between, one behind the other.</summary>
internal sealed class RelayContestant(string name, string title, int hops) : IContestant
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Title => title;

    /// <inheritdoc/>
    public async Task<Contender> StartAsync(Rig rig, CancellationToken cancellationToken)
    {
        var url = rig.Simulator.Url;
        var pids = new List<int>();
        for (var hop = 0; hop < hops; hop++)
        {
            var relay = await rig.StartHopAsync("relay", url, cancellationToken);
            url = relay.Url;
            pids.Add(relay.Id);
        }

        return new Contender(name, new LoadTarget(url, Rig.NoHeaders), pids);
    }
}
