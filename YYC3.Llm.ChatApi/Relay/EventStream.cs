using System.Buffers;
using System.IO.Pipelines;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>The caller's side of a streamed answer: whole events only, and a comment when nothing else has been sent for a while,
/// so that no proxy takes a thinking model for a dead connection.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpContext context;
    private readonly TimeProvider time;
    private readonly TimeSpan silence;
    private readonly ITimer timer;

    // The heartbeat and the relay write to the same pipe; whoever holds the gate does.
    private readonly SemaphoreSlim gate = new(1, 1);
    private long lastWrite;
    private bool ended;

    /// <param name="context">The call.</param>
    /// <param name="time">Measures the silence.</param>
    /// <param name="silence">After which a heartbeat is sent.</param>
    public EventStream(HttpContext context, TimeProvider time, TimeSpan silence)
    {
        this.context = context;
        this.time = time;
        this.silence = silence;
        lastWrite = time.GetTimestamp();
        timer = time.CreateTimer(static state => _ = ((EventStream)state!).BeatAsync(), this, silence, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the caller has got the head of the answer.</summary>
    public bool IsOpen => context.Response.HasStarted;

    /// <summary>Sends the head of an answer, unless a heartbeat has opened the stream already.</summary>
    public async ValueTask OpenAsync(HttpResponseMessage answer)
    {
        await gate.WaitAsync(context.RequestAborted);
        try
        {
            if (!IsOpen)
            {
                AnswerHead.Copy(answer, context.Response);
                AnswerHead.OpenEventStream(context.Response);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Sends the head of an answer of our own, unless a heartbeat has opened the stream already.</summary>
    public async ValueTask OpenAsync()
    {
        await gate.WaitAsync(context.RequestAborted);
        try
        {
            if (!IsOpen)
            {
                AnswerHead.OpenEventStream(context.Response);
                await context.Response.StartAsync(context.RequestAborted);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Takes the pipe for one batch of whole events; give it back by <see cref="FlushAsync"/>.</summary>
    public async ValueTask<PipeWriter> BeginAsync()
    {
        await gate.WaitAsync(context.RequestAborted);
        return context.Response.BodyWriter;
    }

    /// <summary>Sends the batch and gives the pipe back.</summary>
    public async ValueTask FlushAsync()
    {
        try
        {
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            lastWrite = time.GetTimestamp();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends the stream with an error event. There is no <c>[DONE]</c> after it: the answer is not whole.</summary>
    public async ValueTask FailAsync(ApiException error)
    {
        var output = await BeginAsync();
        if (AnthropicError.Speaks(context))
        {
            AnthropicError.WriteEvent(output, error, AnthropicError.RequestId(context));
        }
        else
        {
            output.Write("data: "u8);
            ApiError.Write(output, error);
            output.Write("\n\n"u8);
        }

        await FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        await gate.WaitAsync(CancellationToken.None); // A beat under way ends first.
        ended = true;
        gate.Release();
    }

    private async Task BeatAsync()
    {
        var quiet = time.GetElapsedTime(lastWrite);
        if (quiet < silence)
        {
            timer.Change(silence - quiet, Timeout.InfiniteTimeSpan);
            return;
        }

        if (await gate.WaitAsync(TimeSpan.Zero))
        {
            try
            {
                if (ended || context.RequestAborted.IsCancellationRequested)
                {
                    return;
                }

                if (!IsOpen)
                {
                    AnswerHead.OpenEventStream(context.Response);
                }

                context.Response.BodyWriter.Write(": heartbeat\n\n"u8);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                lastWrite = time.GetTimestamp();
            }
            catch (Exception failure) when (failure is OperationCanceledException or InvalidOperationException or IOException)
            {
                return; // The caller left.
            }
            finally
            {
                gate.Release();
            }
        }

        try
        {
            timer.Change(silence, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The answer ended meanwhile.
        }
    }
}
