using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>Puts a streamed answer together as it passes, and keeps it before its last event is sent: whoever has seen the end can read it.</summary>
/// <param name="call">The call.</param>
/// <param name="inner">Another filter, whose events are kept too; null for none.</param>
internal sealed class StoredStream(StoredCall call, IEventFilter? inner) : IEventFilter
{
    private readonly CompletionAssembler assembler = new();

    public void Before(in SseEvent block, IBufferWriter<byte> output)
    {
        if (inner is not null)
        {
            var added = new ArrayBufferWriter<byte>();
            inner.Before(block, added);
            TakeAdded(added.WrittenMemory);
            output.Write(added.WrittenSpan);
        }

        if (block.HasData)
        {
            Take(block.Data.Span);
        }
    }

    public async ValueTask EndingAsync(CancellationToken cancellationToken)
    {
        if (assembler.Completion() is { } completion)
        {
            await call.KeepAsync(completion, cancellationToken); // A stream's head has gone: that it is not kept can only be logged.
        }
    }

    private void TakeAdded(ReadOnlyMemory<byte> events)
    {
        if (events.IsEmpty)
        {
            return;
        }

        using var framer = new SseFramer();
        try
        {
            events.CopyTo(framer.GetMemory(events.Length));
        }
        catch (SseEventTooLargeException)
        {
            assembler.Spoil();
            return;
        }

        framer.Advance(events.Length);
        while (framer.TryRead(out var block))
        {
            Take(block.Data.Span);
        }
    }

    private void Take(ReadOnlySpan<byte> data)
    {
        if (data is not [(byte)'{', ..])
        {
            return;
        }

        try
        {
            if (JsonNode.Parse(data, documentOptions: JsonText.Strict) is JsonObject chunk)
            {
                assembler.Add(chunk);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            assembler.Spoil(); // Not for us to judge what goes out; what cannot be read cannot be kept.
        }
    }
}
