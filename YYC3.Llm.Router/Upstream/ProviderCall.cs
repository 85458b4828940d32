using System.Runtime.CompilerServices;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Upstream;

/// <summary>Sends one attempt and reads from it, under its deadlines; what goes wrong on the wire comes back as a failure.</summary>
internal sealed class ProviderCall : IDisposable
{
    private readonly Call call;
    private readonly Candidate candidate;
    private readonly TimeProvider time;
    private readonly DeadlineTimer deadline;
    private readonly ITranslation? translation;
    private readonly CallerRequest? request;
    private ByteBuffer? translated;
    private ProviderContent? content;
    private HttpResponseMessage? answer;
    private Stream? stream;

    public ProviderCall(Call call, Candidate candidate, TimeProvider time)
    {
        this.call = call;
        this.candidate = candidate;
        this.time = time;
        var deployment = candidate.Deployment;
        var dialect = deployment.Provider.Dialect;
        IsNative = call.Inbound is { } inbound && deployment.Endpoint(inbound.Native, call.Head.Stream) is not null;
        translation = IsNative ? null : dialect.Translation(call.Operation);
        request = translation is null ? null : new CallerRequest(
            call.Operation, call.Body.Memory, deployment, call.Head.Stream, call.Head.IncludeUsage, Ids.New("chatcmpl", time), time.GetUtcNow().ToUnixTimeSeconds())
        {
            Needs = call.Head.Needs,
        };
        HidesUsage = !IsNative && call.Head is { Stream: true, IncludeUsage: false } && deployment.AsksForStreamUsage;

        // Deployments may differ in it: what an earlier attempt was allowed can be more than this one is.
        var left = deployment.Deadlines.Total - time.GetElapsedTime(call.Started);
        deadline = new DeadlineTimer(time, left > TimeSpan.Zero ? left : TimeSpan.Zero, call.Context.RequestAborted);
    }

    public HttpResponseMessage Answer => answer ?? throw new InvalidOperationException("Not sent.");

    /// <summary>What the provider is asked for: the call's operation, or the caller's own where the provider speaks that.</summary>
    public Operation Operation => IsNative ? call.Inbound!.Native : call.Operation;

    /// <summary>Whether the provider speaks the API the caller asked in, which is not OpenAI's: both get each other's bytes.</summary>
    public bool IsNative { get; }

    /// <summary>Whether the provider's bytes are the answer.</summary>
    public bool PassesBytes => translation is null;

    /// <summary>Whether the usage at a stream's end was asked for by us alone, and is kept back.</summary>
    public bool HidesUsage { get; }

    /// <summary>Begins to translate a stream; null when its bytes pass.</summary>
    public IStreamTranslation? BeginStream() => translation?.BeginStream(request!);

    /// <summary>Reads a whole answer.</summary>
    /// <param name="body">The provider's bytes.</param>
    /// <param name="output">Takes OpenAI's; used only when the bytes do not pass.</param>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, ByteBuffer? output) => translation is null
        ? candidate.Deployment.Provider.Dialect.ReadAnswer(Operation, (int)Answer.StatusCode, body, call.Facts)
        : translation.ReadAnswer(request!, (int)Answer.StatusCode, body, call.Facts, output!);

    /// <summary>Sends the request and waits for the answer's head. Null when it came.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> SendAsync(ProviderConnections connections, AccessTokens tokens)
    {
        var deployment = candidate.Deployment;
        if (deployment.Endpoint(Operation, call.Head.Stream) is not { } endpoint)
        {
            return new Failure(FailureClass.Model, 404, $"This deployment does not serve {Operation.Path}. {deployment.Provider.Dialect.Remedy(Operation)}", ApiException.InvalidRequest, "unsupported_operation", "model");
        }

        if (WriteBody() is { } impossible)
        {
            return impossible;
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        message.Headers.TryAddWithoutValidation("User-Agent", "yyc3-llm");
        foreach (var (name, value) in deployment.Provider.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var (name, value) in deployment.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (IsNative)
        {
            call.Inbound!.PassHeaders(call.Context.Request.Headers, message.Headers);
        }

        if (call.Head.Stream)
        {
            deadline.Wait(deployment.Deadlines.FirstToken, "first token");
        }

        var began = time.GetTimestamp();
        try
        {
            var (token, refused) = await tokens.GetAsync(deployment, candidate.Key, deadline.Token);
            if (refused is not null)
            {
                return refused;
            }

            call.Token = token;
            deployment.Provider.Dialect.Authorize(message, new Authorization(deployment, candidate.Key, token, Operation, call.Head.Stream) { Needs = call.Head.Needs });
            answer = await connections.For(deployment).SendAsync(message, deadline.Token);
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

    private Failure? WriteBody()
    {
        var deployment = candidate.Deployment;
        if (IsNative)
        {
            content = BodySplicer.Splice(call.Original!.Memory, call.OriginalHead, deployment, asksForUsage: false);
            return null;
        }

        if (translation is null && RequestShaper.Concerns(deployment.Rules(call.Operation), call.Body.Memory.Span))
        {
            translated = new ByteBuffer(call.Body.Length + 512);
            try
            {
                RequestShaper.Write(call.Body.Memory, deployment, call.Operation, HidesUsage, translated, call.Warnings);
            }
            catch (InvalidOperationException)
            {
                return Failure.OfCaller(call.Operation.InputField!, "The request body holds an escape sequence that is not a character.", "invalid_value");
            }

            content = new ProviderContent(translated.Memory);
            return null;
        }

        if (translation is null)
        {
            content = BodySplicer.Splice(call.Body.Memory, call.Head, deployment, HidesUsage);
            return null;
        }

        translated = new ByteBuffer(call.Body.Length + 512);
        if (translation.WriteRequest(request!, translated, call.Warnings) is { } impossible)
        {
            return impossible;
        }

        content = new ProviderContent(translated.Memory);
        return null;
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
            call.Original?.KeepOutOfPool();
        }
        else
        {
            translated?.Dispose(); // While it is being read from, it is left to the garbage collector.
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
