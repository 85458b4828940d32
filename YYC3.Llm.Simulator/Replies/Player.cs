using System.IO.Pipelines;
using YYC3.Llm.Simulator.Observation;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Replies;

/// <summary>Sends a reply at its pace and notices a caller who leaves.</summary>
internal sealed class Player(TimeProvider time, int seed)
{
    // A connection is cut no sooner than this after the last frame, so that the frame has left the server's buffers.
    private static readonly TimeSpan BeforeHangUp = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends the reply.</summary>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async Task PlayAsync(HttpContext context, Reply reply, Observed observed)
    {
        var gone = context.RequestAborted;
        await Pause(reply.First, gone);

        Func<int>? nextWrite = null;
        if (reply.NextWrite is { } sizes)
        {
            var random = new Random((int)Chance.Bits(seed, observed.Id));
            nextWrite = () => sizes(random);
        }

        var response = context.Response;
        response.StatusCode = reply.Status;
        foreach (var header in reply.Headers)
        {
            response.Headers[header.Key] = header.Value;
        }

        if (reply.IsStream)
        {
            response.ContentType = reply.ContentType;
            response.Headers.CacheControl = "no-cache";
            await PlayStream(context, reply, nextWrite, observed, gone);
        }
        else
        {
            response.ContentType = reply.ContentType;
            if (reply.HangUp is null && reply.NextWrite is null)
            {
                response.ContentLength = reply.Frames[0].Length;
            }

            await Pause(reply.Think, gone);
            await Write(response.BodyWriter, reply.Frames[0], nextWrite, gone);
            observed.Sent(1);
        }

        if (reply.HangUp is not null)
        {
            await response.BodyWriter.FlushAsync(gone);
            await Pause(reply.Gap > BeforeHangUp ? reply.Gap : BeforeHangUp, gone);
            reply.HangUp(context);
        }
    }

    private async Task PlayStream(HttpContext context, Reply reply, Func<int>? nextWrite, Observed observed, CancellationToken gone)
    {
        var body = context.Response.BodyWriter;
        if (reply.Think > TimeSpan.Zero || reply.StallAt == 0)
        {
            await context.Response.StartAsync(gone);
            await body.FlushAsync(gone);
            await Pause(reply.Think, gone);
        }

        // One timer serves the whole stream: a delay of its own for each frame would cost an allocation each.
        using var pace = reply.Gap > TimeSpan.Zero ? new PeriodicTimer(reply.Gap, time) : null;
        for (var frame = 0; frame < reply.Frames.Length; frame++)
        {
            if (frame == reply.StallAt)
            {
                await Pause(reply.Stall, gone);
            }
            else if (frame > 0 && pace is not null)
            {
                await pace.WaitForNextTickAsync(gone);
            }

            await Write(body, reply.Frames[frame], nextWrite, gone);
            observed.Sent(frame + 1);
        }
    }

    private static async ValueTask Write(PipeWriter body, ReadOnlyMemory<byte> frame, Func<int>? nextWrite, CancellationToken gone)
    {
        while (frame.Length > 0)
        {
            var size = nextWrite is null ? frame.Length : Math.Min(nextWrite(), frame.Length);
            var flushed = await body.WriteAsync(frame[..size], gone);
            if (flushed.IsCompleted)
            {
                throw new OperationCanceledException("The caller left.", gone);
            }

            frame = frame[size..];
        }
    }

    private ValueTask Pause(TimeSpan length, CancellationToken gone) => length > TimeSpan.Zero ? new ValueTask(Task.Delay(length, time, gone)) : ValueTask.CompletedTask;
}
