namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>A stream held more bytes without a blank line than one event may have. The stream cannot be read on.</summary>
/// <param name="limit">The bound in bytes that was passed.</param>
public sealed class SseEventTooLargeException(int limit)
    : IOException($"A server-sent event is larger than {limit} bytes.")
{
    /// <summary>The bound in bytes that was passed.</summary>
    public int Limit { get; } = limit;
}
