using YYC3.Llm.Benchmarks.Load;
using YYC3.Llm.Router.ResponseCache;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>Our Router alone, called as ChatApi calls it.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="title">The name in the report.</param>
/// <param name="cache">Its response cache: <c>on</c> or <c>off</c>. Each call of the comparison is the same, so all but the first are hits.</param>
internal sealed class RouterContestant(string name, string title, string cache) : IContestant
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Title => title;

    /// <inheritdoc/>
    public async Task<Contender> StartAsync(Rig rig, CancellationToken cancellationToken)
    {
        var router = await rig.StartRouterAsync(cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [CallerHeaders.Internal] = Rig.InternalKey,
            [CallerHeaders.Tenant] = "proj_default",
            [CallerHeaders.KeyId] = "key_bench",
            [CacheWish.Header] = cache,
        };
        return new Contender(Name, new LoadTarget(router.Url, headers), [router.Id]) { Services = [router.Url], Streams = cache == "off" };
    }
}
