using System.Buffers;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>Reads a relayed stream as it passes.</summary>
internal interface IEventFilter
{
    /// <summary>Called for each event before it is sent; may write whole events of its own to go out before it.</summary>
    /// <param name="block">The event; valid during the call only.</param>
    /// <param name="output">Where added events go.</param>
    void Before(in SseEvent block, IBufferWriter<byte> output);

    /// <summary>Called before the event that ends a whole answer is sent, when all others have been.</summary>
    /// <param name="cancellationToken">The caller left.</param>
    ValueTask EndingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
