using System.Threading.Channels;

namespace YYC3.Llm.AppHost.Local.Dashboard.Live;

/// <summary>
/// Says what changed, not what it is now: a topic such as <c>traces</c> or <c>console:router</c> is told once however often
/// it changed since it was last told, so a slow browser costs no memory and a busy service no traffic.
/// </summary>
internal sealed class ChangeFeed
{
    private readonly Lock gate = new();
    private readonly HashSet<Subscription> subscriptions = [];

    /// <summary>Begins to collect changes; dispose of it to stop.</summary>
    public Subscription Subscribe()
    {
        var subscription = new Subscription(this);
        lock (gate)
        {
            subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Notes that a topic changed.</summary>
    public void Publish(string topic)
    {
        lock (gate)
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Note(topic);
            }
        }
    }

    /// <summary>What changed since one browser was last told.</summary>
    internal sealed class Subscription(ChangeFeed feed) : IDisposable
    {
        private readonly SortedSet<string> topics = new(StringComparer.Ordinal);
        private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        /// <summary>Waits until something changed.</summary>
        public async ValueTask WaitAsync(CancellationToken cancellationToken) => await signal.Reader.ReadAsync(cancellationToken);

        /// <summary>The topics that changed, and forgets them.</summary>
        public string[] Take()
        {
            lock (feed.gate)
            {
                string[] taken = [.. topics];
                topics.Clear();
                return taken;
            }
        }

        /// <summary>Under the feed's lock.</summary>
        internal void Note(string topic)
        {
            topics.Add(topic);
            signal.Writer.TryWrite(true);
        }

        public void Dispose()
        {
            lock (feed.gate)
            {
                feed.subscriptions.Remove(this);
            }
        }
    }
}
