using System.Globalization;
using System.Text;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>
/// Sends a run's events as server-sent events. Each has its number as <c>id</c>, so that a browser that reconnects says by itself what it has seen
/// (<c>Last-Event-ID</c>); a comment goes out when nothing else has for a while.
/// </summary>
/// <param name="time">Measures the silence.</param>
/// <param name="configuration">Holds <c>Streams:HeartbeatSeconds</c>; 10 unless set.</param>
internal sealed class RunStream(TimeProvider time, IConfiguration configuration)
{
    private readonly TimeSpan silence = TimeSpan.FromSeconds(configuration.GetValue("Streams:HeartbeatSeconds", 10.0));

    /// <summary>Sends events until the last one, or until the caller leaves; the run does not mind.</summary>
    public async Task WriteAsync(HttpContext context, IAsyncEnumerable<RunEvent> events)
    {
        await using var stream = new EventStream(context, time, silence);
        try
        {
            await foreach (var e in events.WithCancellation(context.RequestAborted))
            {
                if (!stream.IsOpen)
                {
                    await stream.OpenAsync();
                }

                var output = await stream.BeginAsync();
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {e.Sequence}\nevent: {e.Type}\ndata: {e.Data}\n\n"), output);
                await stream.FlushAsync();
            }

            if (!stream.IsOpen)
            {
                await stream.OpenAsync(); // All there was had been seen.
            }
        }
        catch (ApiException failure) when (stream.IsOpen)
        {
            await stream.FailAsync(failure);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left.
        }
    }

    /// <summary>The number of the last event that a caller has seen: <c>starting_after</c>, else <c>Last-Event-ID</c>; -1 for none.</summary>
    /// <exception cref="ApiException">400: it is no number.</exception>
    public static long Seen(HttpRequest request)
    {
        var (given, name) = request.Query.TryGetValue("starting_after", out var query) ? (query.ToString(), "starting_after") : (request.Headers["Last-Event-ID"].ToString(), "Last-Event-ID");
        return given.Length == 0 ? -1
            : long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen
            : throw ApiException.BadRequest(name, $"Invalid value for '{name}': expected the sequence_number of the last event seen.", "invalid_value");
    }
}
