using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace YYC3.Llm.ServiceDefaults.Errors;

/// <summary>Turns what goes wrong into OpenAI's error body: our refusals, the server's own ones, and faults nobody expected.</summary>
internal sealed partial class ApiErrorMiddleware(RequestDelegate next, ILogger<ApiErrorMiddleware> logger)
{
    private const int SqliteBusy = 5; // Another process held the file for longer than a writer waits.

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && Missing(context) is { } missing)
            {
                await ApiError.AnswerAsync(context, missing);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left; nobody reads an answer.
        }
        catch (Exception failure)
        {
            var error = Describe(failure);
            if (error.Status == StatusCodes.Status500InternalServerError)
            {
                Log.Unexpected(logger, context.Request.Method, context.Request.Path, failure);
            }

            if (context.Response.HasStarted)
            {
                context.Abort(); // A clean end would pass for a complete answer.
                return;
            }

            await ApiError.AnswerAsync(context, error);
        }
    }

    private static ApiException Describe(Exception failure) => failure switch
    {
        ApiException known => known,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new ApiException(413, "The request body is larger than this endpoint accepts.", ApiException.InvalidRequest, null, "request_too_large"),
        BadHttpRequestException bad => new ApiException(bad.StatusCode, bad.InnerException is JsonException json ? Describe(json) : bad.Message, ApiException.InvalidRequest),
        JsonException json => ApiException.BadRequest(json.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : null, Describe(json)),
        DbException failed when failed.IsTransient || failed is SqliteException { SqliteErrorCode: SqliteBusy } => ApiException.Unavailable("The database does not answer. Try again in a moment.", TimeSpan.FromSeconds(2)),
        _ => new ApiException(StatusCodes.Status500InternalServerError, "The server had an error while processing your request.", ApiException.Server),
    };

    private static string Describe(JsonException json) =>
        $"We could not parse the JSON body of your request (line {(json.LineNumber ?? 0) + 1}, byte {(json.BytePositionInLine ?? 0) + 1}). The OpenAI API expects a JSON payload of the documented types.";

    // Routing answers these with an empty body; callers of /v1 expect an error object.
    private static ApiException? Missing(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new ApiException(404, $"Invalid URL ({context.Request.Method} {context.Request.Path})", ApiException.InvalidRequest, null, "unknown_url"),
        StatusCodes.Status405MethodNotAllowed => new ApiException(405, $"Not allowed to {context.Request.Method} on {context.Request.Path}.", ApiException.InvalidRequest, null, "method_not_supported"),
        StatusCodes.Status415UnsupportedMediaType => new ApiException(415, "Send the body as application/json.", ApiException.InvalidRequest, null, "unsupported_media_type"),
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Unexpected(ILogger logger, string method, PathString path, Exception failure);
    }
}
