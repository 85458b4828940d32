namespace YYC3.Llm.Router.Dialects;

/// <summary>Why an attempt brought no answer. A value: failures are expected here.</summary>
/// <param name="Class">Whose failure it is.</param>
/// <param name="Status">What a caller is told if nobody else answers, 400–599; never 401 or 403, which would blame the caller's key for ours.</param>
/// <param name="Message">For the caller; secrets are taken out before it is shown.</param>
/// <param name="Type">OpenAI's error type.</param>
/// <param name="Code">OpenAI's error code, or the provider's.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="UpstreamStatus">The provider's own status; null when there was none.</param>
internal sealed record Failure(
    FailureClass Class,
    int Status,
    string Message,
    string Type,
    string? Code = null,
    string? Param = null,
    int? UpstreamStatus = null)
{
    /// <summary>Whether another candidate is asked without the operator having named models for such a failure.</summary>
    public bool MovesOn => Class is not (FailureClass.Caller or FailureClass.Content or FailureClass.ContextWindow);

    /// <summary>The provider's wish, from its <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the token that the key was changed into is no longer valid: a new one is fetched and the same candidate asked once more.</summary>
    public bool TokenExpired { get; init; }

    /// <summary>The provider's own answer, to be passed on as it is; only for what is the caller's to mend.</summary>
    public byte[]? Body { get; init; }

    /// <summary>A failure of the provider or of the way to it.</summary>
    public static Failure OfProvider(int status, string message, string code, int? upstreamStatus = null) =>
        new(FailureClass.Provider, status, message, "server_error", code, null, upstreamStatus);

    /// <summary>A request that this provider cannot be asked, whatever model; the caller can mend it.</summary>
    /// <param name="param">The field at fault.</param>
    /// <param name="message">What is wrong and the remedy.</param>
    /// <param name="code">OpenAI's error code.</param>
    public static Failure OfCaller(string param, string message, string code = "unsupported_value") =>
        new(FailureClass.Caller, 400, message, "invalid_request_error", code, param);
}
