using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace YYC3.Llm.AppHost.Local.Dashboard.Live;

/// <summary>
/// <c>GET /api/events</c>: server-sent events that name the topics that changed, <c>event: change</c> with
/// <c>{"topics":["logs","console:router"]}</c>. The first one comes at once and is empty: the stream stands.
/// </summary>
internal static class EventStream
{
    /// <summary>Changes within this time are told together.</summary>
    public static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(200);

    /// <summary>Silence never lasts longer, so that a browser notices a dead launcher.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Writes until the browser leaves or the launcher stops.</summary>
    public static async Task WriteAsync(HttpContext context, ChangeFeed feed, TimeProvider time, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var changes = feed.Subscribe();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await TellAsync(context.Response, [], ending.Token);
            while (true)
            {
                var changed = changes.WaitAsync(ending.Token).AsTask();
                while (!await CameWithinAsync(changed, time))
                {
                    await context.Response.WriteAsync(":\n\n", ending.Token);
                    await context.Response.Body.FlushAsync(ending.Token);
                }

                await Task.Delay(Coalesce, time, ending.Token);
                await TellAsync(context.Response, changes.Take(), ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The browser left, or the launcher stops: the only two ends that there are.
        }
    }

    private static async Task<bool> CameWithinAsync(Task changed, TimeProvider time)
    {
        try
        {
            await changed.WaitAsync(Heartbeat, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task TellAsync(HttpResponse response, string[] topics, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: change\ndata: {JsonSerializer.Serialize(new { topics })}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
