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
}
