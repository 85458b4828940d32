using System.Buffers;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Relay;

/// <summary>
/// Passes on answers that are not chat's: sound as it comes, and events of images, speech and transcripts, whole event by whole event. Their
/// commit point is the first bytes, or the first event that is no error: nothing is held longer than that.
/// </summary>
internal sealed class FlowingAnswer(TimeProvider time)
{
    private const int Chunk = 16 * 1024;

    /// <summary>Whether the answer is one of these. JSON and texts are read whole instead, so that an error in them moves on.</summary>
    public static bool Takes(Call call, ProviderCall provider)
    {
        var type = provider.Answer.Content.Headers.ContentType?.MediaType;
        return provider.PassesBytes && (IsEvents(type) || (call.Operation == Operation.Speech && type is not "application/json"));
    }

    /// <summary>Null when the caller has its answer, or as much of it as came.</summary>
    public ValueTask<Failure?> PassAsync(Call call, ProviderCall provider)
    {
        provider.Flowing = true;
        return IsEvents(provider.Answer.Content.Headers.ContentType?.MediaType) ? EventsAsync(call, provider) : BytesAsync(call, provider);
    }

    private static bool IsEvents(string? type) => type is "text/event-stream";

    private async ValueTask<Failure?> BytesAsync(Call call, ProviderCall provider)
    {
        using var first = new ByteBuffer(Chunk);
        var (count, failure) = await provider.ReadAsync(first.Free());
        if (failure is not null || count <= 0)
        {
            return failure ?? Failure.OfProvider(502, "The provider's answer is empty.", "provider_answer_malformed", (int)provider.Answer.StatusCode);
        }

        first.Advance(count);
        Commit(call, provider);
        call.Context.Response.ContentLength = provider.Answer.Content.Headers.ContentLength;
        var output = call.Context.Response.BodyWriter;
        output.Write(first.Span);
        while (count > 0)
        {
            call.Facts.ContentBytes += count;
            await output.FlushAsync(call.Context.RequestAborted);
            (count, failure) = await provider.ReadAsync(output.GetMemory(Chunk));
            if (failure is not null)
            {
                // A broken connection is all that can be said in the middle of sound.
                call.Failure = failure;
                call.End = CallEnd.UpstreamError;
                call.Context.Abort();
                return null;
            }

            output.Advance(count);
        }

        call.End = CallEnd.Completed;
        return null;
    }

    private async ValueTask<Failure?> EventsAsync(Call call, ProviderCall provider)
    {
        var dialect = call.Candidate!.Deployment.Provider.Dialect;
        var output = call.Context.Response.BodyWriter;
        using var framer = dialect.OpenFramer();
        while (true)
        {
            while (framer.TryRead(out var block))
            {
                if (block.HasData && Error(dialect, block, call.Facts) is { } said)
                {
                    said = said with { RetryAfter = said.RetryAfter ?? AnswerHeaders.RetryAfter(provider.Answer, time) };
                    return call.Committed ? await BreakAsync(call, said) : said;
                }

                if (!block.IsTerminated)
                {
                    return call.Committed ? await BreakAsync(call, Broken) : Broken;
                }

                if (block.HasData && !call.Committed)
                {
                    Commit(call, provider);
                }

                if (call.Committed)
                {
                    output.Write(block.Raw.Span);
                    call.Facts.ContentBytes += block.Data.Length;
                }
            }

            if (call.Committed)
            {
                await output.FlushAsync(call.Context.RequestAborted);
            }

            var count = 0;
            Failure? failure = null;
            if (!framer.IsCompleted)
            {
                try
                {
                    (count, failure) = await provider.ReadAsync(framer.GetMemory());
                }
                catch (SseEventTooLargeException e)
                {
                    failure = Failure.OfProvider(502, $"The provider sent an event of more than {e.Limit} bytes.", "provider_answer_malformed", 200);
                }
            }

            if (failure is not null)
            {
                return call.Committed ? await BreakAsync(call, failure) : failure;
            }

            if (count > 0)
            {
                framer.Advance(count);
            }
            else if (framer.HasPartial && !framer.IsCompleted)
            {
                framer.Complete();
            }
            else
            {
                call.End = call.Committed ? CallEnd.Completed : call.End;
                return call.Committed ? null : Failure.OfProvider(502, "The provider's stream ended before it held any event.", "provider_stream_empty", 200);
            }
        }
    }

    private static Failure Broken => Failure.OfProvider(502, "The provider's stream broke off before its end.", "provider_stream_broken", 200);

    /// <summary>The failure that an event tells; usage is noted on the way.</summary>
    private static Failure? Error(IDialect dialect, in SseEvent block, AnswerFacts facts)
    {
        var signs = dialect.ReadLaterEvent(block.Data.Span, facts, out var failure);
        return signs.HasFlag(StreamSigns.Error) ? failure ?? Broken : null;
    }

    private void Commit(Call call, ProviderCall provider)
    {
        call.FirstToken = time.GetTimestamp();
        call.Committed = true;
        AnswerHeaders.Write(call, provider, time);
        call.Context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private static async ValueTask<Failure?> BreakAsync(Call call, Failure failure)
    {
        call.End = CallEnd.UpstreamError;
        call.Failure = failure;
        var output = call.Context.Response.BodyWriter;
        output.Write("event: error\ndata: "u8);
        ApiError.Write(output, ErrorAnswer.Describe(call, failure));
        output.Write("\n\n"u8);
        await output.FlushAsync(call.Context.RequestAborted);
        return null;
    }
}
