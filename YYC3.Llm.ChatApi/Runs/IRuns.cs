using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>The runs of all instances: each belongs to the instance that started it, can be followed and cancelled from any, and ends even when its owner dies.</summary>
internal interface IRuns
{
    /// <summary>Starts a run. It goes on when the caller's connection ends, until its body does, or it is cancelled.</summary>
    /// <param name="start">What it is.</param>
    /// <param name="body">Does the work and emits the events, the last one included. Its token is cancelled by <see cref="CancelAsync"/> and at shutdown; a persistent run's never by the caller's connection.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ApiException">503: it is to be persistent, and the database is down.</exception>
    Task StartAsync(RunStart start, Func<IRunEvents, CancellationToken, Task> body, CancellationToken cancellationToken);

    /// <summary>The events of a run in their order, each once: those that there are, then those that come, up to the last one.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="id">The run.</param>
    /// <param name="after">Events up to this number were seen; -1 for all.</param>
    /// <param name="cancellationToken">Ends following, not the run.</param>
    /// <exception cref="ApiException">404: there is no such run. 503 (code <c>resume_unavailable</c>): it runs elsewhere, and the cache that tells is down.</exception>
    IAsyncEnumerable<RunEvent> FollowAsync(TenantId tenant, string id, long after, CancellationToken cancellationToken);

    /// <summary>Cancels a run wherever it is, its call to the provider included, and comes back when it has ended. One that has ended stays as it is.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ApiException">404: there is no such run.</exception>
    Task CancelAsync(TenantId tenant, string id, CancellationToken cancellationToken);
}
