using System.Buffers;
using System.Globalization;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay;

/// <summary>How a call that nobody answered ends: in OpenAI's shape, saying who was asked.</summary>
internal static class ErrorAnswer
{
    /// <summary>Answers with the last failure. The provider's own words are passed on as they came when the caller can mend it.</summary>
    public static async Task WriteAsync(Call call, Failure failure, TimeProvider time)
    {
        var response = call.Context.Response;
        var provider = call.Candidate!.Deployment.Provider;
        response.StatusCode = failure.Status;
        response.ContentType = "application/json";
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        AnswerHeaders.WriteOurs(call, time);
        if (call.Inbound is { } inbound)
        {
            inbound.WriteError(Describe(call, failure), call.RequestId, response.BodyWriter);
        }
        else if (failure.Body is { } body)
        {
            var shown = Redaction.Redact(body, provider);
            response.ContentLength = shown.Length;
            response.BodyWriter.Write(shown);
        }
        else
        {
            ApiError.Write(response.BodyWriter, Describe(call, failure));
        }

        await response.BodyWriter.FlushAsync(call.Context.RequestAborted);
    }

    /// <summary>The failure as an error object, with the attempts told.</summary>
    public static ApiException Describe(Call call, Failure failure)
    {
        var deployment = call.Candidate!.Deployment;
        var message = $"{deployment.Name}: {Redaction.Redact(failure.Message, deployment.Provider)}";
        if (failure.UpstreamStatus is 401 or 403 && failure.Class == FailureClass.Key)
        {
            message += $" The key configured for provider '{deployment.Provider.Name}' was refused; its operator has to set a valid one.";
        }

        if (call.Failed is { Count: > 1 } failed)
        {
            var told = failed.Select(attempt => $"{attempt.Candidate.Deployment.Name} ({attempt.Failure?.UpstreamStatus?.ToString(CultureInfo.InvariantCulture) ?? attempt.Failure?.Code})");
            message += $" All {failed.Count} attempts failed: {string.Join(", ", told)}.";
        }

        return new ApiException(failure.Status, message, failure.Type, failure.Param, failure.Code) { RetryAfter = failure.RetryAfter };
    }
}
