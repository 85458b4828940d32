namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>What instances share for a while: small values with an end, counters, and messages. Nothing here is the only copy of anything.</summary>
/// <remarks>No operation throws because the cache is down: reads find nothing, and <see cref="IsShared"/> tells that others do not see what is written.</remarks>
public interface ICache
{
    /// <summary>Whether other instances see what is written now.</summary>
    bool IsShared { get; }

    /// <summary>Reads a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The value; null when there is none, or it has ended.</returns>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a value over any other.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">After which it is gone; more than zero.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Removes a value, if it is there.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>Adds to a counter, atomically.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="amount">What to add.</param>
    /// <param name="lifetime">After which the counter is gone, from its first use on.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The sum.</returns>
    ValueTask<long> AddAsync(string key, long amount, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Tells every subscriber of a channel, this instance included. Delivery is not promised: poll besides.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken);

    /// <summary>Listens to a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="handler">Called for each message, one after the other; must not block.</param>
    /// <returns>Dispose it to stop listening.</returns>
    IDisposable Subscribe(string channel, Action<string> handler);
}
