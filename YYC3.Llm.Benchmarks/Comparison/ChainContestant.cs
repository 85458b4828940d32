using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>ChatApi and behind it Router, called with an API key as any user calls them.</summary>
internal sealed class ChainContestant : IContestant
{
    /// <inheritdoc/>
    public string Name => "chain";

    /// <inheritdoc/>
    public string Title => "ChatApi → Router";

    /// <inheritdoc/>
    public async Task<Contender> StartAsync(Rig rig, CancellationToken cancellationToken)
    {
        var router = await rig.StartRouterAsync(cancellationToken);
        var chat = await rig.StartServiceAsync("YYC3.Llm.ChatApi", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["services__router__http__0"] = router.Url.GetLeftPart(UriPartial.Authority),
            // No call of the comparison retrieves anything; the address has to be there all the same.
            ["services__ragservice__http__0"] = rig.Sink.Url.GetLeftPart(UriPartial.Authority),
            ["BootstrapKey"] = Rig.BootstrapKey,
        }, cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer " + Rig.BootstrapKey };
        return new Contender(Name, new LoadTarget(chat.Url, headers), [chat.Id, router.Id]) { Services = [chat.Url, router.Url] };
    }
}
