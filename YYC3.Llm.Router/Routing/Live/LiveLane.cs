using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Router.Routing.Live;

/// <summary>What calls have found out about one model asked with one key: most providers count their limits so.</summary>
internal sealed class LiveLane(LiveDeployment deployment, LiveKey key)
{
    /// <summary>How long a key that was refused or ran out of quota is asked last, when its provider named no time.</summary>
    private static readonly TimeSpan DefaultCooldown = TimeSpan.FromSeconds(30);

    public LiveDeployment Deployment => deployment;

    public LiveKey Key => key;

    /// <summary>On while this model is over its rate with this key.</summary>
    public Cooldown Cooldown { get; } = new(deployment.Clock);

    public Quota Quota { get; } = new(deployment.Clock);

    public bool IsCooling(long now) => Cooldown.IsOn(now) || key.Cooldown.IsOn(now) || deployment.Cooldown.IsOn(now) || Quota.IsExhausted(now);

    /// <summary>Takes what a failure says about when to come back.</summary>
    public void Note(Failure failure)
    {
        switch (failure.Class)
        {
            case FailureClass.Account:
            case FailureClass.Key when failure.UpstreamStatus is 401 or 403:
                key.Cooldown.For(failure.RetryAfter ?? DefaultCooldown);
                break;
            case FailureClass.Key:
                Cooldown.For(failure.RetryAfter ?? DefaultCooldown);
                break;
            case FailureClass.Provider when failure.RetryAfter is { } wait:
                deployment.Cooldown.For(wait);
                break;
        }
    }
}
