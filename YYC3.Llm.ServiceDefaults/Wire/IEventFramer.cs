namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>
/// Cuts a stream of bytes into events, whatever the reads are split at.
/// Use: <see cref="GetMemory"/>, read into it, <see cref="Advance"/>, then <see cref="TryRead"/> until it is false. Not thread-safe.
/// </summary>
public interface IEventFramer : IDisposable
{
    /// <summary>True when bytes of an unfinished event are held.</summary>
    bool HasPartial { get; }

    /// <summary>True after <see cref="Complete"/>.</summary>
    bool IsCompleted { get; }

    /// <summary>Memory to read the next bytes of the stream into; invalidates events handed out before.</summary>
    /// <param name="sizeHint">Least bytes.</param>
    /// <exception cref="SseEventTooLargeException">The event being read is already as large as it may be.</exception>
    Memory<byte> GetMemory(int sizeHint = 2048);

    /// <summary>Says how many bytes were read into the memory last given.</summary>
    /// <param name="count">Bytes.</param>
    void Advance(int count);

    /// <summary>Says that the stream ended; what is left is handed out as unterminated.</summary>
    void Complete();

    /// <summary>Takes the next event, if all of it is here.</summary>
    /// <param name="block">The event; valid until the next call.</param>
    bool TryRead(out SseEvent block);
}
