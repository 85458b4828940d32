using YYC3.Llm.Benchmarks.Load;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>Our Router alone, called as ChatApi calls it.</summary>
internal sealed class RouterContestant : IContestant
{
    /// <inheritdoc/>
    public string Name => "router";

    /// <inheritdoc/>
    public string Title => "Router";

    /// <inheritdoc/>
    public async Task<Contender> StartAsync(Rig rig, CancellationToken cancellationToken)
    {
        var router = await rig.StartRouterAsync(cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [CallerHeaders.Internal] = Rig.InternalKey,
            [CallerHeaders.Tenant] = "proj_default",
            [CallerHeaders.KeyId] = "key_bench",
        };
        return new Contender(Name, new LoadTarget(router.Url, headers), [router.Id]);
    }
}
