namespace YYC3.Llm.AppHost.Local.Resources;

/// <summary>What one reader of the board has not been told yet, each change once and in the order of its first occurrence.</summary>
internal sealed class BoardWatcher
{
    private readonly Lock gate = new();
    private readonly OrderedDictionary<BoardChange, bool> pending = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Notes a change; takes no longer than a lock.</summary>
    public void Announce(BoardChange change)
    {
        lock (gate)
        {
            pending.TryAdd(change, true);
            arrived.TrySetResult();
        }
    }

    /// <summary>Waits until there is a change, and takes all of them.</summary>
    public async Task<IReadOnlyList<BoardChange>> NextAsync(CancellationToken cancellationToken)
    {
        Task something;
        lock (gate)
        {
            something = arrived.Task;
        }

        await something.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            BoardChange[] changes = [.. pending.Keys];
            pending.Clear();
            arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return changes;
        }
    }
}
