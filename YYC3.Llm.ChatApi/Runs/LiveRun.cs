using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>A run of this instance: its events in memory, and who waits for more of them.</summary>
/// <param name="id">The response, <c>resp_…</c>.</param>
/// <param name="caller">Who asked.</param>
/// <param name="log">Stores events before anybody sees them; null: the run is not stored.</param>
internal sealed class LiveRun(string id, CallerIdentity caller, EventLog? log) : IDisposable
{
    private readonly List<RunEvent> events = [];
    private readonly Lock gate = new();
    private readonly CancellationTokenSource cancelling = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long next;

    public string Id => id;

    public CallerIdentity Caller => caller;

    public bool IsStored => log is not null;

    /// <summary>Cancelled when somebody cancels the run.</summary>
    public CancellationToken Cancelled => cancelling.Token;

    /// <summary>Whether it was cancelled because the service stops, and not because somebody wanted it.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Completes when subscribers have the last event.</summary>
    public Task Ended => ended.Task;

    /// <summary>Completes when the last event is stored.</summary>
    public Task Settled => settled.Task;

    /// <summary>Completes when nothing is left to be done for the run.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Numbers an event and has it logged; subscribers see it once it is stored.</summary>
    /// <param name="body">The event; its <c>type</c> is set. Not to be changed any more.</param>
    public void Emit(JsonObject body)
    {
        var type = body["type"].AsText()!;
        body["sequence_number"] = next;
        var e = new RunEvent(next++, type, body.ToJsonString(JsonText.RelaxedOptions));
        if (log is null)
        {
            Show([e]);
        }
        else
        {
            log.Add(this, e);
        }
    }

    /// <summary>Shows events to the subscribers.</summary>
    public void Show(IReadOnlyList<RunEvent> stored)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            events.AddRange(stored);
            told = more;
            more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.SetResult();
        if (stored is [.., { IsLast: true }])
        {
            ended.TrySetResult();
        }
    }

    /// <summary>Ends a run that nobody has seen: there are no events, and none will come.</summary>
    public void Close()
    {
        settled.TrySetResult();
        ended.TrySetResult();
    }

    /// <summary>Notes that the last event is stored.</summary>
    public void Settle() => settled.TrySetResult();

    /// <summary>Ends the run early, its call to the provider included.</summary>
    /// <param name="isStopping">Because the service stops.</param>
    public void Cancel(bool isStopping = false)
    {
        IsStopping |= isStopping;
        cancelling.Cancel();
    }

    /// <summary>The events after a number: those that there are, then those that come, up to the last one.</summary>
    public async IAsyncEnumerable<RunEvent> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = (int)Math.Min(after + 1, int.MaxValue); ;)
        {
            var (e, hasEnded, wait) = At(at);
            if (e is not null)
            {
                at++;
                yield return e;
            }
            else if (hasEnded)
            {
                yield break;
            }
            else
            {
                await wait.WaitAsync(cancellationToken);
            }
        }
    }

    private (RunEvent? Event, bool HasEnded, Task More) At(int index)
    {
        lock (gate)
        {
            return (index < events.Count ? events[index] : null, events is [.., { IsLast: true }], more.Task);
        }
    }

    public void Dispose() => cancelling.Dispose();
}
