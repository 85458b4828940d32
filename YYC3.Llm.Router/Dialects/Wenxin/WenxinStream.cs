using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>A stream: pieces of text in <c>result</c>, the last event marked <c>is_end</c>, no end marker.</summary>
internal sealed class WenxinStream(WenxinErrors errors, CallerRequest request) : IStreamTranslation
{
    private Utf8JsonWriter? json;
    private readonly WenxinRemarks remarks = new();
    private bool begun, called;

    public StreamSigns Read(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output, out Failure? failure)
    {
        failure = null;
        var data = block.Data.Span;
        if (OpenAiEvents.IsDone(data))
        {
            return StreamSigns.Done; // Proxies in between add it.
        }

        if (!WenxinAnswer.TryRead(data, out var answer) || answer.IsError)
        {
            failure = errors.Read(200, data);
            return StreamSigns.Error;
        }

        remarks.Note(answer);
        called |= answer.HasCall;
        answer.Complete(remarks, called);
        answer.Note(facts, whole: answer.IsEnd);
        facts.Model = request.Deployment.UpstreamModel;
        if (answer.HasText || answer.HasCall || !begun)
        {
            WenxinWriter.Delta(Begin(output), answer, request, first: !begun);
            End(output);
            begun = true;
        }

        if (answer.IsEnd)
        {
            WenxinWriter.Last(Begin(output), answer, request);
            End(output);
            if (request.IncludeUsage && !answer.Usage.IsEmpty)
            {
                WenxinWriter.UsageChunk(Begin(output), answer, request);
                End(output);
            }
        }

        return answer.Signs;
    }

    public bool End(AnswerFacts facts, IBufferWriter<byte> output) => false; // is_end has said so, or it is not whole.

    private Utf8JsonWriter Begin(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        if (json is null)
        {
            json = new Utf8JsonWriter(output, WenxinWriter.Readable);
        }
        else
        {
            json.Reset(output);
        }

        return json;
    }

    private void End(IBufferWriter<byte> output)
    {
        json!.Flush();
        output.Write("\n\n"u8);
    }
}
