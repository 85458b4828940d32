namespace YYC3.Llm.Simulator.Replies;

/// <summary>What can go wrong at a provider. Every dialect has its own status and code for each; these are the names they share.</summary>
internal static class ErrorKinds
{
    /// <summary>The request is wrong in itself.</summary>
    public const string Invalid = "invalid";

    /// <summary>The key is wrong.</summary>
    public const string Auth = "auth";

    /// <summary>The token was right once.</summary>
    public const string Expired = "expired";

    /// <summary>The key may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>There is no such model.</summary>
    public const string Model = "model";

    /// <summary>Too many requests a minute.</summary>
    public const string Rate = "rate";

    /// <summary>The day's allowance is used up: waiting a minute does not help.</summary>
    public const string Day = "day";

    /// <summary>The account has no money.</summary>
    public const string Quota = "quota";

    /// <summary>The content filter refuses the prompt.</summary>
    public const string Content = "content";

    /// <summary>The prompt is longer than the model's context window.</summary>
    public const string Context = "context";

    /// <summary>The provider has too much to do.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The provider has a fault of its own.</summary>
    public const string Server = "server";

    /// <summary>The errors by name, as OpenAI words them.</summary>
    public static readonly IReadOnlyDictionary<string, SimulatedError> All = new SimulatedError[]
    {
        SimulatedError.OfStatus(400),
        SimulatedError.OfStatus(401),
        SimulatedError.OfStatus(401) with { Kind = Expired, Message = "The token has expired." },
        SimulatedError.OfStatus(403),
        SimulatedError.OfStatus(404),
        SimulatedError.OfStatus(429),
        new(429, "requests", "rate_limit_exceeded", "Rate limit reached for requests per day (RPD).") { Kind = Day },
        new(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota, please check your plan and billing details.") { Kind = Quota },
        new(400, "invalid_request_error", "content_filter", "The prompt was refused by the content filter.") { Kind = Content },
        new(400, "invalid_request_error", "context_length_exceeded", "This model's maximum context length is 8192 tokens; your messages have more.") { Kind = Context },
        SimulatedError.OfStatus(503),
        SimulatedError.OfStatus(500),
    }.ToDictionary(error => error.Kind, StringComparer.Ordinal);

    /// <summary>What a status usually means.</summary>
    public static string OfStatus(int status) => status switch
    {
        401 => Auth,
        402 => Quota,
        403 => Forbidden,
        404 => Model,
        429 => Rate,
        503 or 529 => Overloaded,
        < 500 => Invalid,
        _ => Server,
    };
}
