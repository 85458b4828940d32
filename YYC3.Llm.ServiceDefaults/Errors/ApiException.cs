using Microsoft.AspNetCore.Http;

namespace YYC3.Llm.ServiceDefaults.Errors;

/// <summary>An answer that refuses a call, in the terms of OpenAI's error object.</summary>
/// <param name="status">The HTTP status, 400–599.</param>
/// <param name="message">What is wrong, and what to do about it; the caller reads it.</param>
/// <param name="type">OpenAI's error type, such as <c>invalid_request_error</c>.</param>
/// <param name="param">The field at fault, as a path such as <c>messages[2].role</c>; null when it is no field.</param>
/// <param name="code">OpenAI's error code, such as <c>model_not_found</c>; null when there is none.</param>
public sealed class ApiException(int status, string message, string type, string? param = null, string? code = null) : Exception(message)
{
    /// <summary>The type of a caller's mistake.</summary>
    public const string InvalidRequest = "invalid_request_error";

    /// <summary>The type of our own failure, or of one behind us.</summary>
    public const string Server = "server_error";

    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>OpenAI's error type.</summary>
    public string Type => type;

    /// <summary>The field at fault.</summary>
    public string? Param => param;

    /// <summary>OpenAI's error code.</summary>
    public string? Code => code;

    /// <summary>When to try again, sent as <c>Retry-After</c> in whole seconds; null: not told.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>400: a field is missing or wrong.</summary>
    /// <param name="param">The field.</param>
    /// <param name="message">What is wrong and the remedy.</param>
    /// <param name="code">OpenAI's error code.</param>
    public static ApiException BadRequest(string? param, string message, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message, InvalidRequest, param, code);

    /// <summary>401: the caller is not known.</summary>
    /// <param name="message">What is wrong and the remedy.</param>
    /// <param name="code">OpenAI's error code.</param>
    public static ApiException Unauthorized(string message, string code = "invalid_api_key") =>
        new(StatusCodes.Status401Unauthorized, message, InvalidRequest, null, code);

    /// <summary>403: the caller is known, but may not do this.</summary>
    /// <param name="message">What is missing and who can give it.</param>
    public static ApiException Forbidden(string message) =>
        new(StatusCodes.Status403Forbidden, message, InvalidRequest, null, "insufficient_permissions");

    /// <summary>404: there is no such thing, or it belongs to somebody else, which must look the same.</summary>
    /// <param name="what">What was looked for, such as <c>file</c>.</param>
    /// <param name="id">Its id, as the caller gave it.</param>
    /// <param name="param">The field that held the id.</param>
    public static ApiException NotFound(string what, string id, string? param = "id") =>
        new(StatusCodes.Status404NotFound, $"No such {what}: '{id}'.", InvalidRequest, param, $"{what.Replace(' ', '_')}_not_found");

    /// <summary>413: the body is larger than allowed.</summary>
    /// <param name="limit">The limit in bytes.</param>
    /// <param name="setting">The setting that changes it.</param>
    public static ApiException TooLarge(long limit, string setting) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The request body is larger than {limit:N0} bytes. Send less, or raise the setting {setting}.", InvalidRequest, null, "request_too_large");

    /// <summary>503: something that we need is not there.</summary>
    /// <param name="message">What is not there.</param>
    /// <param name="retryAfter">When to try again.</param>
    public static ApiException Unavailable(string message, TimeSpan? retryAfter = null) =>
        new(StatusCodes.Status503ServiceUnavailable, message, Server, null, "service_unavailable") { RetryAfter = retryAfter };
}
