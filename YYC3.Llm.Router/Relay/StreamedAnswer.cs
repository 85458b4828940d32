using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Relay;

/// <summary>
/// Passes a stream on, event by event and byte for byte. Its commit point is the first event that holds content: what comes before it
/// is held back, so that an error, an early end or a broken connection can still move on to another candidate. After it a failure
/// ends the stream with an error event and without the end marker: a caller never takes half an answer for a whole one.
/// </summary>
internal sealed class StreamedAnswer(TimeProvider time)
{
    /// <summary>What may come before the first content: roles, keep-alives. More of it is a provider that never begins.</summary>
    private const int MostHeld = 1024 * 1024;

    /// <summary>Null when the stream was committed, however it ended; the failure otherwise.</summary>
    public async ValueTask<Failure?> PassAsync(Call call, ProviderCall provider)
    {
        if (provider.Answer.Content.Headers.ContentType?.MediaType is "application/json")
        {
            return await NotAStreamAsync(call, provider);
        }

        var dialect = call.Candidate!.Deployment.Provider.Dialect;
        var output = call.Context.Response.BodyWriter;
        using var framer = new SseFramer();
        var held = new PooledBytes(1024);
        try
        {
            bool committed = false, finished = false, unflushed = false;
            while (true)
            {
                while (framer.TryRead(out var block))
                {
                    if (!block.HasData)
                    {
                        // Half a comment at the end would swallow what is written after it.
                        if (committed && block.IsTerminated)
                        {
                            output.Write(block.Raw.Span);
                            unflushed = true;
                        }
                        else if (block.IsTerminated)
                        {
                            held.Append(block.Raw.Span);
                        }

                        continue;
                    }

                    // A stream that ends without the last blank line: its last event counts if it is whole, which JSON shows.
                    Failure? failure;
                    var signs = committed && block.IsTerminated
                        ? dialect.ReadLaterEvent(block.Data.Span, call.Facts, out failure)
                        : dialect.ReadFirstEvent(block.Data.Span, call.Facts, out failure);
                    if (signs.HasFlag(StreamSigns.Error))
                    {
                        failure = (failure ?? Broken) with { RetryAfter = AnswerHeaders.RetryAfter(provider.Answer, time) };
                        return committed ? await BreakAsync(call, output, block.IsTerminated ? failure : Broken) : failure;
                    }

                    if (!committed && (signs.HasFlag(StreamSigns.Content) || signs.HasFlag(StreamSigns.Finish)))
                    {
                        committed = true;
                        Commit(call, provider);
                        output.Write(held.Span);
                    }

                    finished |= signs.HasFlag(StreamSigns.Finish);
                    if (signs.HasFlag(StreamSigns.Done))
                    {
                        if (!committed)
                        {
                            return Empty;
                        }

                        WriteComment(call, output);
                        if (block.Data.Span.SequenceEqual("[DONE]"u8))
                        {
                            Write(output, block);
                        }
                        else
                        {
                            output.Write("data: [DONE]\n\n"u8); // With blanks around it, official SDKs take it for JSON.
                        }

                        return await CompleteAsync(call, output);
                    }

                    if (committed)
                    {
                        call.Capture?.Event(block.Data.Span);
                        Write(output, block);
                        unflushed = true;
                    }
                    else
                    {
                        held.Append(block.Raw.Span);
                    }
                }

                if (held.Length > MostHeld)
                {
                    return Failure.OfProvider(502, "The provider's stream holds no content.", "provider_answer_malformed", 200);
                }

                if (unflushed)
                {
                    unflushed = false;
                    var flushed = await output.FlushAsync(call.Context.RequestAborted);
                    if (flushed.IsCompleted)
                    {
                        throw new OperationCanceledException("The caller left.");
                    }
                }

                var count = 0;
                var wrong = TakeRoom(framer, out var room);
                if (wrong is null && !framer.IsCompleted)
                {
                    (count, wrong) = await provider.ReadAsync(room);
                }

                if (wrong is not null)
                {
                    return committed ? await BreakAsync(call, output, wrong) : wrong;
                }

                if (count > 0)
                {
                    framer.Advance(count);
                }
                else if (framer.HasPartial && !framer.IsCompleted)
                {
                    framer.Complete();
                }
                else if (!committed)
                {
                    return Empty;
                }
                else if (finished)
                {
                    // The answer is whole; only its end marker is missing, and clients wait for that.
                    WriteComment(call, output);
                    output.Write("data: [DONE]\n\n"u8);
                    return await CompleteAsync(call, output);
                }
                else
                {
                    return await BreakAsync(call, output, Broken);
                }
            }
        }
        finally
        {
            held.Dispose();
        }
    }

    private static Failure Empty => Failure.OfProvider(502, "The provider's stream ended before it held any content.", "provider_stream_empty", 200);

    private static Failure Broken => Failure.OfProvider(502, "The provider's stream broke off before its end.", "provider_stream_broken", 200);

    private void Commit(Call call, ProviderCall provider)
    {
        call.FirstToken = time.GetTimestamp();
        provider.Flowing = true;
        AnswerHeaders.Write(call, provider.Answer, time);
        var headers = call.Context.Response.Headers;
        headers.ContentType = "text/event-stream; charset=utf-8";
        headers.CacheControl = "no-cache";
        headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Room for the next read; a failure when the event being read is too large already.</summary>
    private static Failure? TakeRoom(SseFramer framer, out Memory<byte> room)
    {
        room = default;
        try
        {
            room = framer.GetMemory();
            return null;
        }
        catch (SseEventTooLargeException e)
        {
            return Failure.OfProvider(502, $"The provider sent an event of more than {e.Limit} bytes.", "provider_answer_malformed", 200);
        }
    }

    private static void Write(PipeWriter output, in SseEvent block)
    {
        output.Write(block.Raw.Span);
        if (!block.IsTerminated)
        {
            output.Write("\n\n"u8);
        }
    }

    private static void WriteComment(Call call, PipeWriter output)
    {
        output.Write(": yyc3 model="u8);
        Ascii(output, call.Model.HeaderName);
        output.Write(" deployment="u8);
        Ascii(output, call.Candidate!.Deployment.HeaderName);
        output.Write(" attempts="u8);
        Ascii(output, AnswerHeaders.Count(call.Attempts));
        output.Write("\n\n"u8);

        static void Ascii(PipeWriter output, string text) => Encoding.ASCII.GetBytes(text, output);
    }

    private static async ValueTask<Failure?> CompleteAsync(Call call, PipeWriter output)
    {
        call.End = CallEnd.Completed;
        await output.FlushAsync(call.Context.RequestAborted);
        return null;
    }

    private static async ValueTask<Failure?> BreakAsync(Call call, PipeWriter output, Failure failure)
    {
        call.End = CallEnd.UpstreamError;
        call.Failure = failure;
        output.Write("data: "u8);
        ApiError.Write(output, ErrorAnswer.Describe(call, failure));
        output.Write("\n\n"u8);
        await output.FlushAsync(call.Context.RequestAborted);
        return null;
    }

    /// <summary>Asked for a stream, the provider sent one object: an error as a rule.</summary>
    private async ValueTask<Failure?> NotAStreamAsync(Call call, ProviderCall provider)
    {
        var held = new PooledBytes(4096);
        try
        {
            while (held.Length <= MostHeld)
            {
                var (count, failure) = await provider.ReadAsync(held.Free());
                if (failure is not null)
                {
                    return failure;
                }

                if (count == 0)
                {
                    break;
                }

                held.Advance(count);
            }

            var status = (int)provider.Answer.StatusCode;
            var read = call.Candidate!.Deployment.Provider.Dialect.ReadAnswer(call.Operation, status, held.Span, call.Facts)
                ?? Failure.OfProvider(502, "The provider answered a streamed call with one JSON object.", "provider_answer_malformed", status);
            return read with { RetryAfter = AnswerHeaders.RetryAfter(provider.Answer, time) };
        }
        finally
        {
            held.Dispose();
        }
    }
}
