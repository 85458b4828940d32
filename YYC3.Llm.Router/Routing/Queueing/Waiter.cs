namespace YYC3.Llm.Router.Routing.Queueing;

/// <summary>A call that waits for a place at any of its candidates.</summary>
/// <param name="candidates">Those that are full, in the order in which they would be asked.</param>
internal sealed class Waiter(Candidate[] candidates)
{
    private readonly TaskCompletionSource<Candidate> granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Candidate[] Candidates => candidates;

    /// <summary>Ends when it is given a place.</summary>
    public Task<Candidate> Granted => granted.Task;

    public void Grant(Candidate candidate) => granted.SetResult(candidate);
}
