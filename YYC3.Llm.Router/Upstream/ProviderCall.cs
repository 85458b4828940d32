using System.Runtime.CompilerServices;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Upstream;

/// <summary>Sends one attempt and reads from it, under its deadlines; what goes wrong on the wire comes back as a failure.</summary>
internal sealed class ProviderCall : IDisposable
{
    private readonly Call call;
    private readonly Candidate candidate;
    private readonly TimeProvider time;
    private readonly DeadlineTimer deadline;
    private ProviderContent? content;
    private HttpResponseMessage? answer;
    private Stream? stream;

    public ProviderCall(Call call, Candidate candidate, TimeProvider time)
    {
        this.call = call;
        this.candidate = candidate;
        this.time = time;

        // Deployments may differ in it: what an earlier attempt was allowed can be more than this one is.
        var left = candidate.Deployment.Deadlines.Total - time.GetElapsedTime(call.Started);
        deadline = new DeadlineTimer(time, left > TimeSpan.Zero ? left : TimeSpan.Zero, call.Context.RequestAborted);
    }

    public HttpResponseMessage Answer => answer ?? throw new InvalidOperationException("Not sent.");

    /// <summary>Sends the request and waits for the answer's head. Null when it came.</summary>
    public async ValueTask<Failure?> SendAsync(ProviderConnections connections, Uri endpoint)
    {
        var deployment = candidate.Deployment;
        content = BodySplicer.Splice(call.Body.Memory, call.Head, deployment);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.TryAddWithoutValidation("User-Agent", "yyc3-llm");
        foreach (var (name, value) in deployment.Provider.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var (name, value) in deployment.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        deployment.Provider.Dialect.Authorize(request, candidate);
        if (call.Head.Stream)
        {
            deadline.Wait(deployment.Deadlines.FirstToken, "first token");
        }

        var began = time.GetTimestamp();
        try
        {
            answer = await connections.For(deployment).SendAsync(request, deadline.Token);
            stream = await answer.Content.ReadAsStreamAsync(deadline.Token);
            return null;
        }
        catch (Exception e) when (Explain(e) is { } failure)
        {
            return failure;
        }
        finally
        {
            call.Waited += time.GetTimestamp() - began;
        }
    }

    /// <summary>Begins to measure every read by the idle deadline instead of the first token's.</summary>
    public bool Flowing { get; set; }

    /// <summary>Reads on. 0 at the end; -1 when it failed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Once for each token: the waiting is not to cost an allocation.
    public async ValueTask<(int Count, Failure? Failure)> ReadAsync(Memory<byte> memory)
    {
        var pending = stream!.ReadAsync(memory, deadline.Token);
        if (pending.IsCompletedSuccessfully)
        {
            return (pending.GetAwaiter().GetResult(), null);
        }

        if (Flowing)
        {
            deadline.Wait(candidate.Deployment.Deadlines.Idle, "idle");
        }

        var committed = call.FirstToken != 0;
        var began = committed ? 0 : time.GetTimestamp();
        try
        {
            return (await pending, null);
        }
        catch (Exception e) when (Explain(e) is { } failure)
        {
            return (-1, failure);
        }
        finally
        {
            call.Waited += committed ? 0 : time.GetTimestamp() - began;
            if (Flowing)
            {
                deadline.Pause();
            }
        }
    }

    public void Dispose()
    {
        answer?.Dispose();
        deadline.Dispose();
        if (content is { IsSending: true })
        {
            call.Body.KeepOutOfPool();
        }
    }

    /// <summary>Null when the caller left: that is no failure of the provider, and goes up as the exception it is.</summary>
    private Failure? Explain(Exception e)
    {
        if (call.Context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }

        var limits = candidate.Deployment.Deadlines;
        return e switch
        {
            OperationCanceledException when deadline.Passed is { } passed => Failure.OfProvider(
                504,
                $"The provider did not answer in time ({passed} deadline of {(passed switch { "idle" => limits.Idle, "first token" => limits.FirstToken, _ => limits.Total }).TotalSeconds:0.###} s).",
                passed switch { "idle" => "provider_idle_timeout", "first token" => "provider_first_token_timeout", _ => "provider_timeout" }),
            OperationCanceledException => Failure.OfProvider(504, $"The provider could not be connected to within {limits.Connect.TotalSeconds:0.###} s.", "provider_connect_timeout"),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
                Failure.OfProvider(502, "The provider cannot be reached.", "provider_unreachable"),
            HttpRequestException or IOException => Failure.OfProvider(502, "The provider broke off the connection.", "provider_connection_broken"),
            _ => null,
        };
    }
}
