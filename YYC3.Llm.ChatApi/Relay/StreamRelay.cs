using System.Buffers;
using System.Net;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>Relays a streamed answer: each event goes out as soon as it is whole, and a service that breaks off leaves an error event, not a torn one.</summary>
/// <param name="time">Measures the silence before a heartbeat.</param>
/// <param name="configuration">Holds <c>Streams:HeartbeatSeconds</c>; 10 unless set.</param>
internal sealed class StreamRelay(TimeProvider time, IConfiguration configuration)
{
    private readonly TimeSpan silence = TimeSpan.FromSeconds(configuration.GetValue("Streams:HeartbeatSeconds", 10.0));

    /// <summary>Sends the call and relays what comes.</summary>
    /// <param name="context">The caller's call.</param>
    /// <param name="service">Who answers.</param>
    /// <param name="body">The body to send.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="filter">Sees each event and may add some; null to pass all on.</param>
    public async Task RelayAsync(HttpContext context, ServiceClient service, HttpContent body, CallerIdentity caller, IEventFilter? filter = null)
    {
        await using var stream = new EventStream(context, time, silence);
        try
        {
            using var answer = await service.SendAsync(HttpMethod.Post, context.Request.Path.ToUriComponent(), body, caller, context.Request.Headers, context.RequestAborted);
            if (!IsEventStream(answer))
            {
                await RefuseAsync(context, stream, service, answer);
                return;
            }

            await stream.OpenAsync(answer);
            await CopyAsync(context, stream, answer, filter);
        }
        catch (ApiException failure) when (stream.IsOpen)
        {
            await stream.FailAsync(failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SseEventTooLargeException && !context.RequestAborted.IsCancellationRequested)
        {
            if (!stream.IsOpen)
            {
                throw service.Down(failure);
            }

            await stream.FailAsync(service.Down(failure));
        }
    }

    private static bool IsEventStream(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "text/event-stream";

    private static async Task CopyAsync(HttpContext context, EventStream stream, HttpResponseMessage answer, IEventFilter? filter)
    {
        await using var input = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        using var framer = new SseFramer();
        int read;
        while ((read = await input.ReadAsync(framer.GetMemory(), context.RequestAborted)) > 0)
        {
            framer.Advance(read);
            if (!framer.TryRead(out var block))
            {
                continue;
            }

            var output = await stream.BeginAsync();
            do
            {
                if (filter is not null)
                {
                    filter.Before(block, output);
                    if (block.Data.Span.SequenceEqual("[DONE]"u8))
                    {
                        await filter.EndingAsync(context.RequestAborted);
                    }
                }

                output.Write(block.Raw.Span);
            }
            while (framer.TryRead(out block));
            await stream.FlushAsync();
        }
    }

    // An error before the first event: as it is while nothing has been sent, else as the stream's last event.
    private static async Task RefuseAsync(HttpContext context, EventStream stream, ServiceClient service, HttpResponseMessage answer)
    {
        if (!stream.IsOpen)
        {
            await stream.DisposeAsync();
            await PlainRelay.CopyAsync(context, service, answer);
            return;
        }

        var error = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        var output = await stream.BeginAsync();
        if (AnthropicError.Speaks(context))
        {
            output.Write("event: error\n"u8);
        }

        output.Write("data: "u8);
        foreach (var b in error.AsSpan())
        {
            if (b is not ((byte)'\n' or (byte)'\r'))
            {
                output.Write([b]); // JSON needs no line ends, an event's data allows none.
            }
        }

        output.Write("\n\n"u8);
        await stream.FlushAsync();
    }
}
