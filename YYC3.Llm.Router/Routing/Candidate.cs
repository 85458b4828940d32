using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Live;

namespace YYC3.Llm.Router.Routing;

/// <summary>One way to have a call answered: a deployment, and the key to ask it with. Made with the snapshot, one each.</summary>
/// <param name="Deployment">Whom to ask.</param>
/// <param name="Key">Null for providers that want none.</param>
internal sealed record Candidate(Deployment Deployment, ProviderKey? Key)
{
    /// <summary>What is known of it now.</summary>
    public LiveLane Lane { get => field ??= Deployment.Live.Lane(LiveState.Detached.Key(Deployment.Provider, Key)); init; }

    /// <summary>Calls at once of the deployment; 0: as many as come.</summary>
    public int Places { get; } = Deployment.Limits?.Concurrency ?? 0;

    /// <summary>Calls at once with the key; 0: as many as come.</summary>
    public int KeyPlaces { get; } = Deployment.Provider.KeyLimits?.Concurrency ?? 0;

    public bool IsLimited => (Places | KeyPlaces) != 0;

    /// <summary>Whether it has no room, or others wait for what it has.</summary>
    public bool IsFull =>
        IsLimited && ((Places > 0 && IsTaken(Lane.Deployment.Occupancy, Places)) || (KeyPlaces > 0 && IsTaken(Lane.Key.Occupancy, KeyPlaces)));

    private static bool IsTaken(Occupancy occupancy, int places) => occupancy.InFlight >= places || occupancy.Waiters > 0;
}
