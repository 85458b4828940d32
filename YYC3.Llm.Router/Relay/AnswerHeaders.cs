using System.Globalization;
using System.Net.Http.Headers;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Live;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Relay;

/// <summary>The headers of an answer: the provider's that mean something to a caller, and what happened on the way.</summary>
internal static class AnswerHeaders
{
    public const string Model = "x-yyc3-model";
    public const string Deployment = "x-yyc3-deployment";
    public const string Attempts = "x-yyc3-attempts";
    public const string OverheadMs = "x-yyc3-overhead-ms";
    public const string Warnings = "x-yyc3-warnings";

    private static readonly string[] Small = [.. Enumerable.Range(0, 10).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Copies the provider's headers, under OpenAI's names, and adds ours.</summary>
    public static void Write(Call call, Upstream.ProviderCall provider, TimeProvider time)
    {
        var answer = provider.Answer;
        var dialect = call.Candidate!.Deployment.Provider.Dialect;
        var response = call.Context.Response;
        var quota = default(QuotaReading);
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            if (dialect.CallerHeader(name) is { } shown)
            {
                var value = values.ToString();
                response.Headers[shown] = Clean(value);
                quota.Take(shown, value, time);
            }
        }

        if (quota.HasAny)
        {
            call.Candidate.Lane.Quota.Take(quota);
        }

        if (!provider.PassesBytes || call.Shape is not null)
        {
            response.Headers.ContentType = "application/json";
        }
        else if (answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type))
        {
            response.Headers.ContentType = Clean(type.ToString());
        }

        WriteOurs(call, time);
        if (!call.Head.Stream && answer.IsSuccessStatusCode)
        {
            response.Headers[CostText.Header] = CostText.OfHeader(call);
        }
    }

    /// <summary>Adds what we know of the call; also on errors.</summary>
    public static void WriteOurs(Call call, TimeProvider time)
    {
        var headers = call.Context.Response.Headers;
        headers[Model] = call.Model.HeaderName;
        if (call.Candidate is { } candidate)
        {
            headers[Deployment] = candidate.Deployment.HeaderName;
        }

        headers[Attempts] = Count(call.Attempts);
        headers[CallerHeaders.RequestId] = call.RequestId;
        headers[OverheadMs] = Overhead(call, time);
        if (call.Route is { } route)
        {
            headers[RouteNote.Header] = route.Text(call.Candidate?.Deployment.Model);
        }

        if (call.Warnings.Header is { } warnings)
        {
            headers[Warnings] = Clean(warnings);
        }
    }

    public static string Count(int attempts) => attempts < Small.Length ? Small[attempts] : attempts.ToString(CultureInfo.InvariantCulture);

    // Milliseconds with two decimals, from arrival to the answer's first byte, without the time the providers took.
    private static string Overhead(Call call, TimeProvider time)
    {
        var ticks = time.GetTimestamp() - call.Started - call.Waited;
        return Math.Max(0, ticks * 1000.0 / time.TimestampFrequency).ToString("F2", CultureInfo.InvariantCulture);
    }

    // A provider, or a name in the catalog, can bring bytes here that we may not send; the server would refuse the whole answer for them.
    private static string Clean(string value) =>
        value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Catalog.HeaderText.Encode(value) : value;

    /// <summary>The wait a provider asks for: milliseconds in OpenAI's <c>retry-after-ms</c>, else seconds, or a date.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time) =>
        answer.Headers.NonValidated.TryGetValues("retry-after-ms", out var text)
        && double.TryParse(text.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= TimeSpan.FromDays(1).TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : Seconds(answer, time);

    private static TimeSpan? Seconds(HttpResponseMessage answer, TimeProvider time) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        RetryConditionHeaderValue => TimeSpan.Zero,
        null => null,
    };
}
