using System.Text.Json;
using YYC3.Llm.Router.Completions.Chunks;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>Collects an answer as it passes, up to a size; what is larger is forgotten.</summary>
internal sealed class AnswerCollector(int largest) : IAnswerRecorder, IDisposable
{
    private readonly ByteBuffer collected = new(4096);
    private bool isStream;
    private bool tooLarge;

    public void Whole(ReadOnlySpan<byte> completion) => Add(completion);

    public void Events(ReadOnlySpan<byte> events)
    {
        isStream = true;
        Add(events);
    }

    /// <summary>The whole answer; null when it was too large or is not whole.</summary>
    public byte[]? Take()
    {
        if (tooLarge || collected.Length == 0)
        {
            return null;
        }

        if (!isStream)
        {
            return collected.Span.ToArray();
        }

        try
        {
            using var assembler = new CompletionAssembler();
            using var completion = new ByteBuffer(collected.Length);
            assembler.Add(collected.Span);
            return assembler.Write(completion) ? completion.Span.ToArray() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null; // A chunk of a shape that nobody sends: it was passed on as it came, and is not kept.
        }
    }

    public void Dispose() => collected.Dispose();

    private void Add(ReadOnlySpan<byte> bytes)
    {
        tooLarge |= collected.Length + bytes.Length > 4L * largest; // Chunks are mostly frame.
        if (!tooLarge)
        {
            collected.Append(bytes);
        }
    }
}
