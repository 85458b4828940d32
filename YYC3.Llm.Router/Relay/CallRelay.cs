using Microsoft.AspNetCore.Http.Features;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Telemetry;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Relay;

/// <summary>Answers calls: reads and checks one, asks candidates in order until one answers, and passes its answer on.</summary>
internal sealed class CallRelay(
    CatalogStore catalog,
    LiveState live,
    Func<double> random,
    ProviderConnections connections,
    PlainAnswer plain,
    StreamedAnswer streamed,
    RouterTelemetry telemetry,
    RelayOptions options,
    TimeProvider time)
{
    /// <summary>How long a key that was refused or ran out of quota is asked last, when its provider named no time.</summary>
    private static readonly TimeSpan DefaultCooldown = TimeSpan.FromSeconds(30);

    public async Task AnswerAsync(HttpContext context, Operation operation)
    {
        var started = time.GetTimestamp();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // Ours answers in OpenAI's shape and names the setting.
        }

        using var body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes);
        if (body is null)
        {
            await ApiError.AnswerAsync(context, ApiException.TooLarge(options.MaxBodyBytes, $"{RelayOptions.Section}:{nameof(RelayOptions.MaxBodyBytes)}"));
            return;
        }

        Model? model = null;
        if ((RequestScanner.Scan(operation, body.Memory.Span, out var head) ?? Find(body, head, out model)) is { } wrong)
        {
            await ApiError.AnswerAsync(context, wrong);
            return;
        }

        var call = new Call(context, operation, body, head, model!, RequestId(context), started);
        telemetry.Begin(call);
        try
        {
            await AskAsync(call);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            call.End = CallEnd.ClientGone;
            context.Abort();
        }
        finally
        {
            telemetry.End(call);
        }
    }

    private async ValueTask AskAsync(Call call)
    {
        var candidates = Candidates.Order(call.Model, live, random);
        Failure? failure = null;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (failure is not null && IsMoot(candidates[i], call.Failed![^1]))
            {
                continue;
            }

            var began = time.GetTimestamp();
            failure = await TryAsync(call, candidates[i]);
            if (failure is null)
            {
                return;
            }

            call.Fail(candidates[i], failure, time.GetElapsedTime(began));
            telemetry.AttemptFailed(call, candidates[i], failure);
            if (failure.Class is FailureClass.Key or FailureClass.Account)
            {
                live.CoolDown(candidates[i], failure.RetryAfter ?? DefaultCooldown);
            }

            if (!failure.MovesOn || time.GetElapsedTime(call.Started) >= candidates[i].Deployment.Deadlines.Total)
            {
                break;
            }
        }

        call.End = CallEnd.UpstreamError;
        if (failure is null)
        {
            await ApiError.AnswerAsync(call.Context, NotServed(call.Model, call.Operation));
            return;
        }

        await ErrorAnswer.WriteAsync(call, failure, time);
    }

    private async ValueTask<Failure?> TryAsync(Call call, Candidate candidate)
    {
        call.Attempts++;
        call.Candidate = candidate;
        if (candidate.Deployment.Endpoint(call.Operation) is not { } endpoint)
        {
            var dialect = candidate.Deployment.Provider.Dialect;
            return new Failure(FailureClass.Model, 404, $"This deployment does not serve {call.Operation.Path}. {dialect.Remedy(call.Operation)}", ApiException.InvalidRequest, "unsupported_operation", "model");
        }

        using var provider = new ProviderCall(call, candidate, time);
        return await provider.SendAsync(connections, endpoint)
            ?? (call.Head.Stream && provider.Answer.IsSuccessStatusCode ? await streamed.PassAsync(call, provider) : await plain.PassAsync(call, provider));
    }

    /// <summary>Whether asking the candidate would repeat the failure: the same deployment with another key helps only if the key was at fault.</summary>
    private static bool IsMoot(Candidate candidate, Attempt last) =>
        candidate.Deployment == last.Candidate.Deployment && last.Failure.Class is FailureClass.Provider or FailureClass.Model;

    private ApiException? Find(RequestBody body, RequestHead head, out Model? model)
    {
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
            return null;
        }

        return model is null
            ? new ApiException(404, $"The model `{name[..length]}` does not exist. GET /v1/models lists those that do.", ApiException.InvalidRequest, "model", "model_not_found")
            : Unconfigured(model);
    }

    private static ApiException Unconfigured(Model model)
    {
        var missing = model.Deployments.SelectMany(deployment => deployment.Provider.Missing.Select(variable => $"{variable} (provider {deployment.Provider.Name})")).Distinct();
        return new ApiException(404, $"The model `{model.Name}` is not configured. Set {string.Join(" or ", missing)}.", ApiException.InvalidRequest, "model", "model_not_found");
    }

    private static ApiException NotServed(Model model, Operation operation) =>
        new(404, $"The model `{model.Name}` does not serve {operation.Path}.", ApiException.InvalidRequest, "model", "unsupported_operation");

    private string RequestId(HttpContext context) =>
        context.Request.Headers.TryGetValue(CallerHeaders.RequestId, out var given) && given.ToString() is { Length: > 0 and <= 128 } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? id
            : Ids.New("req", time);
}
