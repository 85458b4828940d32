namespace YYC3.Llm.RagService.Jobs;

/// <summary>Does one kind of job. It may be begun again at any point, also after the process was killed: every step must be repeatable.</summary>
internal interface IJobHandler
{
    /// <summary>Which kind, one of <see cref="JobKinds"/>.</summary>
    string Name { get; }

    /// <summary>Does the job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="lease">The right to work on it; a handler checks it in the transactions that it writes in.</param>
    /// <param name="cancellationToken">Ends when the right is lost, or the service stops.</param>
    Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken);

    /// <summary>Gives up on a job that failed as often as it may.</summary>
    /// <param name="job">The job.</param>
    /// <param name="reason">What went wrong last, for whoever asked for the work.</param>
    /// <param name="cancellationToken">Ends when the service stops.</param>
    /// <returns>Whether it is given up; false: it is tried for ever, as what frees space is.</returns>
    Task<bool> AbandonAsync(Job job, string reason, CancellationToken cancellationToken) => Task.FromResult(false);
}
