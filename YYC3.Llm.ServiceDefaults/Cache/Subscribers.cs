using System.Collections.Immutable;

namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>Those in this process who listen to one channel.</summary>
internal sealed class Subscribers
{
    private ImmutableArray<Action<string>> handlers = [];

    public void Tell(string message)
    {
        foreach (var handler in handlers)
        {
            handler(message);
        }
    }

    public IDisposable Add(Action<string> handler)
    {
        ImmutableInterlocked.Update(ref handlers, (current, added) => current.Add(added), handler);
        return new Subscription(this, handler);
    }

    private sealed class Subscription(Subscribers owner, Action<string> handler) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner.handlers, (current, removed) => current.Remove(removed), handler);
    }
}
