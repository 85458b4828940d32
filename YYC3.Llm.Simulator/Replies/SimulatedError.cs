namespace YYC3.Llm.Simulator.Replies;

/// <summary>An error before any dialect writes it.</summary>
/// <param name="Status">The HTTP status it has or stands for.</param>
/// <param name="Type">OpenAI's <c>type</c>.</param>
/// <param name="Code">OpenAI's <c>code</c>, or null.</param>
/// <param name="Message">The sentence.</param>
internal sealed record SimulatedError(int Status, string Type, string? Code, string Message)
{
    /// <summary>What went wrong, a word of <see cref="ErrorKinds"/>: dialects choose their own codes by it.</summary>
    public string Kind { get; init; } = ErrorKinds.OfStatus(Status);

    /// <summary>The error providers usually send with a status.</summary>
    public static SimulatedError OfStatus(int status) => status switch
    {
        400 => new(status, "invalid_request_error", null, "The simulator was asked to find this request invalid."),
        401 => new(status, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
        402 => new(status, "insufficient_quota", "insufficient_quota", "You exceeded your current quota, please check your plan and billing details."),
        403 => new(status, "invalid_request_error", "unsupported_country_region_territory", "The simulator was asked to forbid this."),
        404 => new(status, "invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."),
        429 => new(status, "requests", "rate_limit_exceeded", "Rate limit reached for requests."),
        503 => new(status, "server_error", "overloaded", "The engine is currently overloaded, please try again later."),
        < 500 => new(status, "invalid_request_error", null, "The simulator was asked to refuse this."),
        _ => new(status, "server_error", null, "The server had an error while processing your request."),
    };

    /// <summary>The error for a request that is wrong in itself.</summary>
    public static SimulatedError BadRequest(string message) => new(400, "invalid_request_error", null, message);
}
