using System.Collections.Concurrent;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing.Live;

namespace YYC3.Llm.Router.Routing;

/// <summary>
/// What calls have found out and later ones go by. Outlives snapshots: a reload forgets neither that a key is cooling down nor who is under
/// way. Looked up when a snapshot is made, whose deployments hold what was found; on a call's path nothing is looked up.
/// </summary>
internal sealed class LiveState(TimeProvider time, BreakerOptions breaker) : ICallObserver
{
    /// <summary>Callers can name any model of a provider: past this bound a deployment's state lasts only as long as its snapshot.</summary>
    private const int MostKept = 16_384;

    private readonly ConcurrentDictionary<(string Provider, string Address, string Model), LiveDeployment> deployments = new();
    private readonly ConcurrentDictionary<(string Provider, string Key), LiveKey> keys = new();

    /// <summary>For deployments outside of any catalog, as tests make them.</summary>
    public static LiveState Detached { get; } = new(TimeProvider.System, new BreakerOptions());

    public LiveClock Clock { get; } = new(time);

    /// <summary>The state of a deployment. One that moves to another address begins anew.</summary>
    public LiveDeployment Deployment(Provider provider, string model)
    {
        var name = (provider.Name, provider.BaseUrl ?? "", model);
        return deployments.TryGetValue(name, out var known) ? known
            : deployments.Count < MostKept ? deployments.GetOrAdd(name, _ => New())
            : New();

        LiveDeployment New() => new(Clock, breaker);
    }

    /// <summary>The state of a key; of the want of one, for providers without keys.</summary>
    public LiveKey Key(Provider provider, ProviderKey? key) =>
        keys.GetOrAdd((provider.Name, key?.Value ?? ""), static (name, args) => new LiveKey(args.Id, args.Clock), (Id: key?.Id ?? $"{provider.Name}#-", Clock));

    public void Attempted(Call call, Attempt attempt)
    {
        var lane = attempt.Candidate.Lane;
        lane.Deployment.Observe(attempt);
        if (attempt.Failure is { } failure)
        {
            lane.Note(failure);
        }
    }

    public void Ended(Call call)
    {
        // Attempts have told everything.
    }
}
