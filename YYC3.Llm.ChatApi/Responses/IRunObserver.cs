namespace YYC3.Llm.ChatApi.Responses;

/// <summary>Learns from runs that have ended: facts, preferences, habits, titles. An open list; each is told off the caller's path, of stored runs only, never of temporary ones.</summary>
internal interface IRunObserver
{
    /// <summary>Takes note of a run. A failure is logged and harms nobody.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">The service stops.</param>
    Task EndedAsync(FinishedRun run, CancellationToken cancellationToken);
}
