using System.Net;
using System.Net.Sockets;

namespace YYC3.Llm.Benchmarks.Load;

/// <summary>One keep-alive connection: a request's bytes out, the response's bytes in. It reconnects after a failure.</summary>
internal sealed class Connection : IDisposable
{
    private readonly LoadTarget target;
    private readonly TimeProvider time;
    private readonly EventCounter events = new();
    private readonly ResponseParser parser;
    private readonly byte[] buffer = new byte[16 * 1024];
    private Socket? socket;

    /// <summary>Prepares a connection; the first call opens it.</summary>
    public Connection(LoadTarget target, TimeProvider time)
    {
        (this.target, this.time) = (target, time);
        parser = new ResponseParser(events);
    }

    /// <summary>Makes one call.</summary>
    /// <param name="request">The request's bytes.</param>
    /// <param name="contentEvents">How many content events a stream must have; 0 for a plain call.</param>
    /// <param name="cancellationToken">Ends the call as an error.</param>
    /// <returns>The result; a failure is a result too.</returns>
    public async ValueTask<CallResult> CallAsync(ReadOnlyMemory<byte> request, int contentEvents, CancellationToken cancellationToken)
    {
        long first = 0;
        try
        {
            socket ??= await OpenAsync(cancellationToken);
            for (var sent = 0; sent < request.Length;)
            {
                sent += await socket.SendAsync(request[sent..], SocketFlags.None, cancellationToken);
            }

            parser.Reset();
            while (!parser.IsComplete)
            {
                var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
                if (count == 0)
                {
                    return Broken(parser.BodyBytes == 0 ? "connection closed before the body" : "connection closed in mid-body", first);
                }

                parser.Add(buffer.AsSpan(0, count));
                if (first == 0 && events.ContentEvents > 0)
                {
                    first = time.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException)
        {
            return Broken("no end in time", first);
        }
        catch (SocketException error)
        {
            return Broken(error.SocketErrorCode.ToString(), first);
        }
        catch (FormatException error)
        {
            return Broken(error.Message, first);
        }

        if (parser.Closes)
        {
            Dispose();
        }

        return new CallResult(Verdict(contentEvents), first, time.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private string? Verdict(int contentEvents)
    {
        if (parser.Status != 200)
        {
            return $"status {parser.Status}";
        }

        if (contentEvents == 0)
        {
            return parser.BodyBytes > 0 ? null : "empty body";
        }

        return events.Failed ? "error event"
            : !events.Done ? "no terminal event"
            : events.ContentEvents != contentEvents ? $"{events.ContentEvents} content events instead of {contentEvents}"
            : null;
    }

    private CallResult Broken(string error, long first)
    {
        Dispose();
        return new CallResult(error, first, time.GetTimestamp());
    }

    private async ValueTask<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await opened.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target.Url.Port), cancellationToken);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
