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
    CatalogStore catalog,
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
        if ((Scan(context, operation, body.Memory.Span, out var head) ?? Find(operation, body, head, out model)) is { } wrong)
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask LetInAsync(Call call)
    {
        foreach (var gate in gates)
        {
            if (await gate.EnterAsync(call) is { } refusal)
            {
                call.End = CallEnd.Refused;
                call.Context.Response.Headers[CallerHeaders.RequestId] = call.RequestId;
                await RefuseAsync(call.Context, call.Inbound, call.Caller, refusal);
                return;
            }

            if (call.IsAnswered)
            {
                return;
            }
        }

        await AskAsync(call);
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

            refusal = route.Refusal ?? NotServed(call.Model, call.Operation);
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
            failure = await TryAsync(call, candidate);
            if (failure is { TokenExpired: true } && candidate.Key is { } key && call.Token is { } expired)
            {
                // The one this attempt carried: another call may have renewed it since.
                tokens.Forget(candidate.Deployment.Provider, key, expired);
                call.Facts.Reset();
                call.Warnings.Clear();
                failure = await TryAsync(call, candidate);
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> TryAsync(Call call, Candidate candidate)
    {
        using var provider = new ProviderCall(call, candidate, time);
        call.IsNative = provider.IsNative;
        call.Shape = provider.IsNative ? null : call.Inbound?.Begin(call);
        return await provider.SendAsync(connections, tokens)
            ?? await (!provider.Answer.IsSuccessStatusCode ? plain.PassAsync(call, provider)
                : call.Head.Stream ? streamed.PassAsync(call, provider)
                : FlowingAnswer.Takes(call, provider) ? flowing.PassAsync(call, provider)
                : plain.PassAsync(call, provider));
    }

    private ApiException? Find(Operation operation, RequestBody body, RequestHead head, out Model? model)
    {
        if (head.ModelLength == 0)
        {
            model = DefaultModel();
            return model is not null ? null : ApiException.BadRequest(
                "model", $"No model was named, and the catalog has none for it. Name one, or declare a model of type {ModelTypes.Moderation}.", "missing_required_parameter");
        }

        Span<char> name = stackalloc char[RequestHead.LongestModel];
        model = null;
        var length = 0;
        try
        {
            length = head.CopyModel(body.Memory.Span, name);
        }
        catch (InvalidOperationException)
        {
            length = -1; // Half of a character, escaped.
        }

        if (length < 0)
        {
            return ApiException.BadRequest("model", $"Invalid 'model': a name has at most {RequestHead.LongestModel} characters.", "invalid_model_name");
        }

        var snapshot = catalog.Current;
        model = snapshot.Find(name[..length]);
        if (model is { IsActive: true })
        {
            return model.Serves(operation) ? null : NotServed(model, operation);
        }

        return model is null
            ? new ApiException(404, $"The model `{name[..length]}` does not exist. GET /v1/models lists those that do.", ApiException.InvalidRequest, "model", "model_not_found")
            : Unconfigured(model);
    }

    private static ApiException Unconfigured(Model model)
    {
        if (!model.Definition.Enabled)
        {
            return new ApiException(404, $"The model `{model.Name}` is switched off. An administrator switches it on.", ApiException.InvalidRequest, "model", "model_not_found");
        }

        var missing = model.Deployments.SelectMany(deployment => deployment.Provider.Missing.Select(variable => $"{variable} (provider {deployment.Provider.Name})")).Distinct();
        var remedy = string.Join(" or ", missing) is { Length: > 0 } variables ? $"Set {variables}." : "None of the models that it chooses among is.";
        return new ApiException(404, $"The model `{model.Name}` is not configured. {remedy}", ApiException.InvalidRequest, "model", "model_not_found");
    }

    private static ApiException? Scan(HttpContext context, Operation operation, ReadOnlySpan<byte> body, out RequestHead head) =>
        operation.TakesForm && (operation != Operation.ImageEdits || FormScanner.IsForm(context.Request.ContentType))
            ? FormScanner.Scan(operation, context.Request.ContentType, body, out head)
            : RequestScanner.Scan(operation, body, out head);

    /// <summary>Who moderates when nobody is named: the catalog's first model for it, else OpenAI's where a provider has it.</summary>
    private Model? DefaultModel()
    {
        var snapshot = catalog.Current;
        return snapshot.Models.FirstOrDefault(model => model.Definition.Type == ModelTypes.Moderation && model.IsActive)
            ?? (snapshot.Find(BuiltIn.Moderation) is { IsActive: true } known ? known : null);
    }

    private static ApiException NotServed(Model model, Operation operation) =>
        new(404, $"The model `{model.Name}` does not serve {operation.Path}{(model.Definition.IsTyped ? $"; it is of type {model.Definition.Type} and serves {string.Join(", ", ModelTypes.Operations(model.Definition.Type).Select(served => served.Path))}" : "")}.", ApiException.InvalidRequest, "model", "unsupported_operation");

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
