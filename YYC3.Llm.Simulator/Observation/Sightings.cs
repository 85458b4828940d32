using System.Text;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Observation;

/// <summary>What the simulator saw: counters of everything, and the last calls in full. Safe for any number of callers.</summary>
internal sealed class Sightings(int capacity, TimeProvider time)
{
    private const int BodyKept = 64 * 1024;
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly Lock gate = new();
    private readonly Queue<Observed> last = new();
    private readonly List<(Func<Sightings, bool> Condition, TaskCompletionSource Met)> waiting = [];
    private volatile bool anyoneWaits;
    private long total;
    private long running;
    private long completed;
    private long clientGone;
    private long hungUp;
    private long refused;
    private long promptTokens;
    private long completionTokens;

    /// <summary>Calls so far.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>Calls that have not ended.</summary>
    public long Running => Interlocked.Read(ref running);

    /// <summary>Calls that were sent whole.</summary>
    public long Completed => Interlocked.Read(ref completed);

    /// <summary>Calls whose caller left before the end.</summary>
    public long ClientGone => Interlocked.Read(ref clientGone);

    /// <summary>Calls the simulator broke off.</summary>
    public long HungUp => Interlocked.Read(ref hungUp);

    /// <summary>Calls it did not understand.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Prompt tokens of the completed calls.</summary>
    public long PromptTokens => Interlocked.Read(ref promptTokens);

    /// <summary>Completion tokens of the completed calls.</summary>
    public long CompletionTokens => Interlocked.Read(ref completionTokens);

    /// <summary>The counts by dialect, model and credential.</summary>
    public Tally Tally { get; } = new();

    /// <summary>The last calls, oldest first.</summary>
    public IReadOnlyList<Observed> Last
    {
        get
        {
            lock (gate)
            {
                return [.. last];
            }
        }
    }

    /// <summary>Completes as soon as the condition holds: it is asked again after every beginning and end of a call.</summary>
    public Task WhenAsync(Func<Sightings, bool> condition, CancellationToken cancellationToken)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add((condition, met));
            anyoneWaits = true;
        }

        Tell();
        return met.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Notes a call.</summary>
    public Observed Begin(HttpRequest request, ReadOnlySpan<byte> body)
    {
        Interlocked.Increment(ref running);
        var observed = new Observed
        {
            Id = Interlocked.Increment(ref total),
            At = time.GetUtcNow(),
            Target = capacity == 0 ? "" : $"{request.Method} {request.Path}",
            Headers = capacity == 0 ? NoHeaders : request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            Body = capacity == 0 ? "" : Encoding.UTF8.GetString(body[..Math.Min(body.Length, BodyKept)]),
        };
        if (capacity > 0)
        {
            lock (gate)
            {
                last.Enqueue(observed);
                if (last.Count > capacity)
                {
                    last.Dequeue();
                }
            }
        }

        Tell();
        return observed;
    }

    /// <summary>Counts a call in the row of who called for what.</summary>
    public void Attribute(Observed observed, string dialect, string model, string credential)
    {
        observed.Row = Tally.Of(new TallyKey(dialect, model, credential));
        observed.Row.Receive();
    }

    /// <summary>Notes the end of a call.</summary>
    /// <param name="observed">The call.</param>
    /// <param name="how">A word of <see cref="Outcome"/>.</param>
    /// <param name="reply">What it was sent.</param>
    public void End(Observed observed, string how, Reply reply)
    {
        var usage = reply.Usage;
        observed.Row?.End(how, reply, observed.Events);
        observed.End(how, time.GetUtcNow());
        Interlocked.Decrement(ref running);
        switch (how)
        {
            case Outcome.Completed:
                Interlocked.Increment(ref completed);
                Interlocked.Add(ref promptTokens, usage.Prompt);
                Interlocked.Add(ref completionTokens, usage.Completion);
                break;
            case Outcome.ClientGone:
                Interlocked.Increment(ref clientGone);
                break;
            case Outcome.HungUp:
                Interlocked.Increment(ref hungUp);
                break;
            default:
                Interlocked.Increment(ref refused);
                break;
        }

        Tell();
    }

    /// <summary>Forgets everything but the calls that still run.</summary>
    public void Clear()
    {
        Tally.Clear();
        lock (gate)
        {
            last.Clear();
        }

        Interlocked.Exchange(ref total, 0);
        Interlocked.Exchange(ref completed, 0);
        Interlocked.Exchange(ref clientGone, 0);
        Interlocked.Exchange(ref hungUp, 0);
        Interlocked.Exchange(ref refused, 0);
        Interlocked.Exchange(ref promptTokens, 0);
        Interlocked.Exchange(ref completionTokens, 0);
    }

    private void Tell()
    {
        if (!anyoneWaits)
        {
            return;
        }

        lock (gate)
        {
            foreach (var (condition, met) in waiting)
            {
                if (condition(this))
                {
                    met.TrySetResult();
                }
            }

            waiting.RemoveAll(waiter => waiter.Met.Task.IsCompleted);
            anyoneWaits = waiting.Count > 0;
        }
    }
}
