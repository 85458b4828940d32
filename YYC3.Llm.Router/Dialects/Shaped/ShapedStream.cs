using System.Buffers;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Passes a stream's events on as they came, but for finish reasons of the provider's own. Its hot path searches bytes and parses nothing.</summary>
internal sealed class ShapedStream(IDialect dialect, FinishReasons reasons, CallerRequest request) : IStreamTranslation
{
    private bool begun;

    public StreamSigns Read(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output, out Failure? failure)
    {
        var data = block.Data.Span;

        // What comes before the first content, and half an event at the end, is read in full.
        var signs = begun && block.IsTerminated
            ? dialect.ReadLaterEvent(data, facts, out failure)
            : dialect.ReadFirstEvent(data, facts, out failure);
        begun |= (signs & (StreamSigns.Content | StreamSigns.Finish)) != StreamSigns.None;
        if ((signs & (StreamSigns.Error | StreamSigns.Done)) != StreamSigns.None || (signs.HasFlag(StreamSigns.UsageOnly) && !request.IncludeUsage))
        {
            return signs;
        }

        facts.ContentBytes += data.Length;
        if (signs.HasFlag(StreamSigns.Finish))
        {
            reasons.Write(block.Raw.Span, output);
        }
        else
        {
            output.Write(block.Raw.Span);
        }

        if (!block.IsTerminated)
        {
            output.Write("\n\n"u8);
        }

        return signs;
    }

    public bool End(AnswerFacts facts, IBufferWriter<byte> output) => false; // Whole only if a choice was finished, which the relay has seen.
}
