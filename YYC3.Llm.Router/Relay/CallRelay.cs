using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay.Inbound;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Telemetry;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Relay;

/// <summary>Answers calls: reads and checks one, lets it through the gates, asks candidates in order until one answers, and passes its answer on.</summary>
internal sealed class CallRelay(
    ModelLookup models,
    Routes routes,
    ProviderConnections connections,
    AccessTokens tokens,
    PlainAnswer plain,
    StreamedAnswer streamed,
    FlowingAnswer flowing,
    RouterTelemetry telemetry,
    IEnumerable<ICallGate> gates,
    IEnumerable<ICallObserver> observers,
    RelayOptions options,
    TimeProvider time)
{
    private readonly ICallGate[] gates = [.. gates];
    private readonly ICallObserver[] observers = [.. observers];

    /// <summary>Answers one call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="inbound">The API in which it is asked, when that is not OpenAI's.</param>
    public async Task AnswerAsync(HttpContext context, Operation operation, IInboundFormat? inbound = null)
    {
        var started = time.GetTimestamp();
        var caller = Caller(context);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // Ours answers in OpenAI's shape and names the setting.
        }

        var (limit, setting) = operation.TakesForm ? (options.MaxUploadBytes, nameof(RelayOptions.MaxUploadBytes)) : (options.MaxBodyBytes, nameof(RelayOptions.MaxBodyBytes));
        using var received = await RequestBody.ReadAsync(context.Request, limit);
        if (received is null)
        {
            await RefuseAsync(context, inbound, caller, ApiException.TooLarge(limit, $"{RelayOptions.Section}:{setting}"));
            return;
        }

        var original = default(RequestHead);
        RequestBody? chat = null;
        if (inbound is not null
            && (RequestScanner.Scan(inbound.Native, received.Memory.Span, out original) ?? RequestBody.Translate(received, inbound, out chat)) is { } unreadable)
        {
            await RefuseAsync(context, inbound, caller, unreadable);
            return;
        }

        using var translated = chat;
        var body = chat ?? received;
        Model? model = null;
        if ((Scan(context, operation, body.Memory.Span, out var head) ?? models.Find(operation, body, head, out model)) is { } wrong)
        {
            await RefuseAsync(context, inbound, caller, wrong);
            return;
        }

        var call = new Call(context, operation, body, head, model!, caller, started)
        {
            Inbound = inbound,
            Original = inbound is null ? null : received,
            OriginalHead = original,
        };
        telemetry.Begin(call);
        try
        {
            await LetInAsync(call);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            call.End = CallEnd.ClientGone;
            context.Abort();
        }
        finally
        {
            foreach (var observer in observers)
            {
                observer.Ended(call);
            }
        }
    }

    /// <summary>Asks for a copy of a call, past the gates: its caller has an answer, and nobody waits for this one.</summary>
    public async Task RepeatAsync(Call call)
    {
        telemetry.Begin(call);
        try
        {
            await AskAsync(call);
        }
        catch (Exception) when (call.Context.RequestAborted.IsCancellationRequested)
        {
            call.End = CallEnd.ClientGone;
        }
        finally
        {
            foreach (var observer in observers)
            {
                observer.Ended(call);
            }
        }
    }

    /// <summary>Leads a call through the gates, from one on, and asks for it. Without a state machine of its own while no gate waits, for every call comes through here.</summary>
    private ValueTask LetInAsync(Call call, int from = 0)
    {
        for (var i = from; i < gates.Length; i++)
        {
            var entering = gates[i].EnterAsync(call);
            if (!entering.IsCompletedSuccessfully)
            {
                return WaitAsync(call, entering, i + 1);
            }

            if (entering.Result is { } refusal)
            {
                return new ValueTask(TurnAwayAsync(call, refusal));
            }

            if (call.IsAnswered)
            {
                return ValueTask.CompletedTask;
            }
        }

        return AskAsync(call);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitAsync(Call call, ValueTask<ApiException?> entering, int next)
    {
        if (await entering is { } refusal)
        {
            await TurnAwayAsync(call, refusal);
        }
        else if (!call.IsAnswered)
        {
            await LetInAsync(call, next);
        }
    }

    private static Task TurnAwayAsync(Call call, ApiException refusal)
    {
        call.End = CallEnd.Refused;
        call.Context.Response.Headers[CallerHeaders.RequestId] = call.RequestId;
        return RefuseAsync(call.Context, call.Inbound, call.Caller, refusal);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AskAsync(Call call)
    {
        var ceiling = Ceilings.Read(call.Context.Request.Headers, out var refusal);
        Failure? failure = null;
        if (call.Model.Only is { } only && ceiling is null && refusal is null)
        {
            routes.Room.TryEnter(only); // There is no limit, or it would not be the only one.
            failure = await AttemptAsync(call, only);
            while (failure is not null && CarryOn(call))
            {
                routes.Room.TryEnter(only);
                failure = await AttemptAsync(call, only);
            }
        }
        else if (refusal is null && routes.Plan(call, ceiling, out refusal) is { } route)
        {
            while (await route.NextAsync() is { } candidate)
            {
                failure = await AttemptAsync(call, candidate);
                if (failure is null || !route.GoesOn(call.Failed![^1]) || (call.Committed && !CarryOn(call)) || time.GetElapsedTime(call.Started) >= candidate.Deployment.Deadlines.Total)
                {
                    break;
                }
            }

            refusal = route.Refusal ?? ModelLookup.NotServed(call.Model, call.Operation);
        }

        if (failure is not null)
        {
            call.End = CallEnd.UpstreamError;
            await (call.Committed ? StreamedAnswer.FailAsync(call, call.Context.Response.BodyWriter, failure).AsTask() : ErrorAnswer.WriteAsync(call, failure, time));
        }
        else if (call.Attempts == 0)
        {
            call.End = CallEnd.Refused;
            AnswerHeaders.WriteOurs(call, time);
            await RefuseAsync(call.Context, call.Inbound, call.Caller, refusal!);
        }
    }

    /// <summary>Whether the rest of a stream that broke off is to be asked for, and if so makes it what the call asks for.</summary>
    private static bool CarryOn(Call call)
    {
        if (!call.Committed || call.Continuation is not { } continuation || !continuation.TryBegin())
        {
            return false;
        }

        using var request = new ByteBuffer(call.Body.Length + 512);
        continuation.WriteRequest(request);
        var rest = RequestBody.Of(request.Memory);
        if (RequestScanner.Scan(call.Operation, rest.Memory.Span, out var head) is not null)
        {
            rest.Dispose();
            return false;
        }

        call.Context.Response.RegisterForDispose(rest);
        call.AskInstead(rest, head);
        return true;
    }

    /// <summary>
    /// Asks one candidate, whose place has been taken and is given back here, and tells the observers what came of it.
    /// Null when the caller has its answer, or as much of it as came.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> AttemptAsync(Call call, Candidate candidate)
    {
        var began = time.GetTimestamp();
        call.Attempts++;
        call.AskedAt = time.GetUtcNow();
        call.Candidate = candidate;
        Failure? failure;
        try
        {
            for (var renewed = false; ; renewed = true)
            {
                using var provider = new ProviderCall(call, candidate, time);
                call.IsNative = provider.IsNative;
                call.Shape = provider.IsNative ? null : call.Inbound?.Begin(call);
                failure = await provider.SendAsync(connections, tokens) ?? await PassAsync(call, provider);
                if (renewed || failure is not { TokenExpired: true } || candidate.Key is not { } key || call.Token is not { } expired)
                {
                    break;
                }

                // The one this attempt carried: another call may have renewed it since.
                tokens.Forget(candidate.Deployment.Provider, key, expired);
                call.Facts.Reset();
                call.Warnings.Clear();
            }
        }
        catch (Exception) when (call.Context.RequestAborted.IsCancellationRequested)
        {
            Tell(call, candidate, began, CallEnd.ClientGone, null);
            throw;
        }
        finally
        {
            routes.Room.Leave(candidate);
        }

        var attempt = Tell(call, candidate, began, failure is null ? call.End : CallEnd.UpstreamError, failure ?? (call.End == CallEnd.UpstreamError ? call.Failure : null));
        if (failure is not null)
        {
            call.Fail(attempt);
        }

        return failure;
    }

    private Attempt Tell(Call call, Candidate candidate, long began, CallEnd end, Failure? failure)
    {
        var attempt = new Attempt(
            call.Attempts, candidate, end, failure, call.Committed, time.GetElapsedTime(began),
            call.FirstToken == 0 ? null : time.GetElapsedTime(began, call.FirstToken), call.Facts.Usage, call.Facts.RawUsage, call.Facts.ContentBytes);
        foreach (var observer in observers)
        {
            observer.Attempted(call, attempt);
        }

        return attempt;
    }

    private ValueTask<Failure?> PassAsync(Call call, ProviderCall provider) =>
        !provider.Answer.IsSuccessStatusCode ? plain.PassAsync(call, provider)
        : call.Head.Stream ? streamed.PassAsync(call, provider)
        : FlowingAnswer.Takes(call, provider) ? flowing.PassAsync(call, provider)
        : plain.PassAsync(call, provider);

    private static ApiException? Scan(HttpContext context, Operation operation, ReadOnlySpan<byte> body, out RequestHead head) =>
        operation.TakesForm && (operation != Operation.ImageEdits || FormScanner.IsForm(context.Request.ContentType))
            ? FormScanner.Scan(operation, context.Request.ContentType, body, out head)
            : RequestScanner.Scan(operation, body, out head);

    private static Task RefuseAsync(HttpContext context, IInboundFormat? inbound, CallerIdentity caller, ApiException error) => inbound is null
        ? ApiError.AnswerAsync(context, error)
        : ApiError.AnswerAsync(context, error, output => inbound.WriteError(error, caller.RequestId, output));

    private CallerIdentity Caller(HttpContext context)
    {
        var caller = context.Caller();
        return caller.RequestId is { Length: > 0 and <= 128 } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? caller
            : caller with { RequestId = Ids.New("req", time) };
    }
}
