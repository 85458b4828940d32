namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>
/// One block of a server-sent event stream: the lines up to and including the blank line that ends it.
/// The memories point into the framer's buffer and stay valid until its next <see cref="SseFramer.TryRead"/> or <see cref="SseFramer.GetMemory"/>.
/// </summary>
/// <param name="Raw">The bytes as they came, blank line included, so that the block can be forwarded verbatim. A byte order mark is not part of it.</param>
/// <param name="Data">The value of <c>data:</c>; several lines are joined by LF. Empty when the block has none.</param>
/// <param name="Name">The value of <c>event:</c>; empty when the block has none.</param>
/// <param name="HasData">False for comments and keep-alives: a client dispatches nothing for such a block.</param>
/// <param name="IsTerminated">False for what was left when the stream ended before the blank line; a client drops such a block.</param>
public readonly record struct SseEvent(
    ReadOnlyMemory<byte> Raw,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Name,
    bool HasData,
    bool IsTerminated);
