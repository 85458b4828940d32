using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Relay;

/// <summary>
/// Passes a stream on, event by event: byte for byte where the provider speaks OpenAI's wire, translated where it does not. Its commit
/// point is the first event that holds content: what comes before it is held back, so that an error, an early end or a broken connection
/// can still move on to another candidate. After it a failure ends the stream with an error event and without the end marker: a caller
/// never takes half an answer for a whole one.
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
            return await NotAStreamAsync(provider);
        }

        var dialect = call.Candidate!.Deployment.Provider.Dialect;
        var output = call.Context.Response.BodyWriter;
        var translation = provider.BeginStream();
        using var framer = dialect.OpenFramer();
        using var held = new ByteBuffer(1024);
        using var scratch = translation is null ? null : new ByteBuffer(1024);
        EventMender? mender = null;
        bool committed = false, finished = false, unflushed = false;
        while (true)
        {
            while (framer.TryRead(out var block))
            {
                if (!block.HasData)
                {
                    // Half a comment at the end would swallow what is written after it.
                    if (translation is null && block.IsTerminated)
                    {
                        unflushed |= Put(call, committed ? output : held, block.Raw.Span);
                    }

                    continue;
                }

                Failure? failure;
                StreamSigns signs;
                call.Facts.IsOdd = call.Facts.HoldsCalls = false;
                if (translation is null)
                {
                    // A stream that ends without the last blank line: its last event counts if it is whole, which JSON shows.
                    signs = committed && block.IsTerminated
                        ? dialect.ReadLaterEvent(block.Data.Span, call.Facts, out failure)
                        : dialect.ReadFirstEvent(block.Data.Span, call.Facts, out failure);
                }
                else
                {
                    scratch!.Clear();
                    signs = translation.Read(block, call.Facts, scratch, out failure);
                }

                if (signs.HasFlag(StreamSigns.Error))
                {
                    failure = failure ?? Broken;
                    failure = failure with { RetryAfter = failure.RetryAfter ?? AnswerHeaders.RetryAfter(provider.Answer, time) };
                    return committed ? await BreakAsync(call, output, block.IsTerminated ? failure : Broken) : failure;
                }

                if (!committed && (signs.HasFlag(StreamSigns.Content) || signs.HasFlag(StreamSigns.Finish)))
                {
                    committed = true;
                    Commit(call, provider);
                    Put(call, output, held.Span);
                }

                finished |= signs.HasFlag(StreamSigns.Finish);
                if (translation is not null)
                {
                    unflushed |= Put(call, committed ? output : held, scratch!.Span);
                }

                if (signs.HasFlag(StreamSigns.Done))
                {
                    if (!committed)
                    {
                        return Empty;
                    }

                    return await CompleteAsync(call, output, provider.IsNative ? block.Raw : default);
                }

                if (translation is null && !(provider.HidesUsage && signs.HasFlag(StreamSigns.UsageOnly)))
                {
                    if (!call.IsNative)
                    {
                        call.Capture?.Event(block.Data.Span);
                    }

                    call.Facts.Came(block.Data.Length);
                    if (call.Facts.IsOdd || call.Facts.HoldsCalls)
                    {
                        using var mended = new ByteBuffer(block.Raw.Length + 64);
                        (mender ??= new EventMender()).Write(block, call.Facts, mended);
                        unflushed |= Put(call, committed ? output : held, mended.Span);
                    }
                    else
                    {
                        unflushed |= Put(call, committed ? output : held, block.Raw.Span);
                    }

                    if (!block.IsTerminated)
                    {
                        Put(call, committed ? output : held, "\n\n"u8);
                    }
                }
            }

            if (held.Length > MostHeld && !committed)
            {
                return Failure.OfProvider(502, "The provider's stream holds no content.", "provider_answer_malformed", 200);
            }

            if (unflushed && committed)
            {
                var flushed = await output.FlushAsync(call.Context.RequestAborted);
                if (flushed.IsCompleted)
                {
                    throw new OperationCanceledException("The caller left.");
                }
            }

            unflushed = false;
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
            else
            {
                if (translation is not null)
                {
                    scratch!.Clear();
                    finished |= translation.End(call.Facts, scratch);
                    if (committed)
                    {
                        Put(call, output, scratch.Span);
                    }
                }

                if (!committed)
                {
                    return Empty;
                }

                // Finished: the answer is whole; only its end marker is missing, and clients wait for that.
                return finished ? await CompleteAsync(call, output, default) : await BreakAsync(call, output, Broken);
            }
        }
    }

    private static Failure Empty => Failure.OfProvider(502, "The provider's stream ended before it held any content.", "provider_stream_empty", 200);

    private static Failure Broken => Failure.OfProvider(502, "The provider's stream broke off before its end.", "provider_stream_broken", 200);

    private void Commit(Call call, ProviderCall provider)
    {
        provider.Flowing = true;
        if (call.Committed)
        {
            return; // A broken stream is being carried on; its head has long been sent.
        }

        call.FirstToken = time.GetTimestamp();
        call.Committed = true;
        AnswerHeaders.Write(call, provider, time);
        var headers = call.Context.Response.Headers;
        headers.ContentType = "text/event-stream; charset=utf-8";
        headers.CacheControl = "no-cache";
        headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Room for the next read; a failure when the event being read is too large already.</summary>
    private static Failure? TakeRoom(IEventFramer framer, out Memory<byte> room)
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

    /// <summary>Hands events on: to the caller, in the caller's API, or to what is held back, as they are.</summary>
    /// <returns>Whether there was anything.</returns>
    private static bool Put(Call call, IBufferWriter<byte> target, ReadOnlySpan<byte> events)
    {
        if (events.IsEmpty)
        {
            return false;
        }

        if (target is ByteBuffer held)
        {
            held.Append(events);
            return true;
        }

        if (call.Continuation is { IsActive: true } continuation)
        {
            events = continuation.Filter(events);
        }

        if (!call.IsNative)
        {
            call.Recorder?.Events(events);
        }

        if (call.Shape is { } shape)
        {
            shape.Events(events, target);
        }
        else
        {
            target.Write(events);
        }

        return true;
    }

    private static void WriteComment(Call call, PipeWriter output)
    {
        output.Write(": yyc3 model="u8);
        Ascii(output, call.Model.HeaderName);
        output.Write(" deployment="u8);
        Ascii(output, call.Candidate!.Deployment.HeaderName);
        output.Write(" attempts="u8);
        Ascii(output, AnswerHeaders.Count(call.Attempts));
        Ascii(output, CostText.OfComment(call));
        output.Write("\n\n"u8);

        static void Ascii(PipeWriter output, string text) => Encoding.ASCII.GetBytes(text, output);
    }

    /// <param name="call">The call.</param>
    /// <param name="output">The caller.</param>
    /// <param name="last">The provider's own last event, where the caller speaks its API; else the end marker is ours: with blanks around OpenAI's, official SDKs take it for JSON.</param>
    private static async ValueTask<Failure?> CompleteAsync(Call call, PipeWriter output, ReadOnlyMemory<byte> last)
    {
        WriteComment(call, output);
        if (!last.IsEmpty)
        {
            output.Write(last.Span);
        }
        else if (call.Shape is { } shape)
        {
            shape.End(output);
        }
        else if (call.Inbound is null)
        {
            output.Write("data: [DONE]\n\n"u8);
        }

        call.End = CallEnd.Completed;
        await output.FlushAsync(call.Context.RequestAborted);
        return null;
    }

    /// <summary>Ends the stream with an error event, unless it can be carried on: then the failure goes back, and the next candidate is asked.</summary>
    private static async ValueTask<Failure?> BreakAsync(Call call, PipeWriter output, Failure failure)
    {
        if (call.Continuation is not null && failure.MovesOn)
        {
            return failure;
        }

        await FailAsync(call, output, failure);
        return null;
    }

    /// <summary>Ends a stream that was committed with an error event.</summary>
    public static async ValueTask FailAsync(Call call, PipeWriter output, Failure failure)
    {
        call.End = CallEnd.UpstreamError;
        call.Failure = failure;
        var error = ErrorAnswer.Describe(call, failure);
        if (call.Shape is { } shape)
        {
            shape.Fail(error, output);
        }
        else if (call.Inbound is { } inbound)
        {
            inbound.Begin(call).Fail(error, output);
        }
        else
        {
            output.Write("data: "u8);
            ApiError.Write(output, error);
            output.Write("\n\n"u8);
        }

        await output.FlushAsync(call.Context.RequestAborted);
    }

    /// <summary>Asked for a stream, the provider sent one object: an error as a rule.</summary>
    private async ValueTask<Failure?> NotAStreamAsync(ProviderCall provider)
    {
        using var held = new ByteBuffer(4096);
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
        using var unused = new ByteBuffer(1024);
        var read = provider.ReadAnswer(held.Span, unused)
            ?? Failure.OfProvider(502, "The provider answered a streamed call with one JSON object.", "provider_answer_malformed", status);
        return read with { RetryAfter = read.RetryAfter ?? AnswerHeaders.RetryAfter(provider.Answer, time) };
    }
}
