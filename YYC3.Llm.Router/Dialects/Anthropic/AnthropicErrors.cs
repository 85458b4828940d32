using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Reads <c>{"type":"error","error":{"type","message"}}</c> and says whose failure it is (https://docs.claude.com/en/api/errors).</summary>
internal static class AnthropicErrors
{
    private const int MostShown = 2000;

    // Of 400s that are not the request's fault, or not mendable, only the message tells.
    private static readonly string[] TooLong = ["prompt is too long", "exceed context limit", "context window", "maximum context length", "input is too long"];
    private static readonly string[] Money = ["credit balance", "billing", "usage limits", "spend limit", "quota"];

    /// <param name="status">The HTTP status; 200 for an error inside a stream or under a good status.</param>
    /// <param name="body">The answer's body or the event's data; anything may be in it.</param>
    public static Failure Read(int status, ReadOnlySpan<byte> body)
    {
        string? type = null, message = null;
        try
        {
            using var document = JsonText.Parse(body);
            var root = document.RootElement;
            var error = root.Get("error");
            type = error.Text("type");
            message = error.Text("message") ?? error.Text() ?? root.Text("message");
        }
        catch (JsonException)
        {
        }

        var whose = Classify(status, type, message ?? "");
        var shown = message is null or "" ? $"The provider answered HTTP {status}." : message.Length <= MostShown ? message : message[..MostShown];
        return new Failure(whose, Told(whose, status, type), shown, TypeOf(whose), Code(whose, type), null, status);
    }

    public static Failure Malformed(int status) =>
        Failure.OfProvider(502, "The provider answered with something that is no message of Anthropic's.", "provider_answer_malformed", status);

    private static FailureClass Classify(int status, string? type, string message)
    {
        if (status is 400 or 413 or 200 && Says(message, TooLong))
        {
            return FailureClass.ContextWindow;
        }

        if (type is "billing_error" || status == 402 || (status is 400 or 403 or 429 && Says(message, Money)))
        {
            return FailureClass.Account;
        }

        return type switch
        {
            "authentication_error" or "permission_error" or "rate_limit_error" => FailureClass.Key,
            "not_found_error" => message.Contains("model", StringComparison.OrdinalIgnoreCase) || message.Length == 0 ? FailureClass.Model : FailureClass.Caller,
            "invalid_request_error" or "request_too_large" => Says(message, ["content filtering policy", "usage policies"]) ? FailureClass.Content : FailureClass.Caller,
            "overloaded_error" or "api_error" or "timeout_error" => FailureClass.Provider,
            _ => status switch
            {
                401 or 403 or 407 or 429 => FailureClass.Key,
                404 => FailureClass.Model, // A path the provider does not serve: our configuration, not the caller.
                408 or 425 => FailureClass.Provider,
                >= 400 and <= 499 => FailureClass.Caller,
                _ => FailureClass.Provider,
            },
        };
    }

    private static int Told(FailureClass whose, int status, string? type) => whose switch
    {
        FailureClass.Key or FailureClass.Account => status is 401 or 403 or 407 || type is "authentication_error" or "permission_error" ? 502 : 429,
        FailureClass.Model => 404,
        FailureClass.Content or FailureClass.Caller or FailureClass.ContextWindow => status is >= 400 and <= 499 and not (401 or 403 or 407) ? status : 400,
        _ => status is 408 or 504 || type is "timeout_error" ? 504 : status is 503 or 529 || type is "overloaded_error" ? 503 : 502,
    };

    private static string TypeOf(FailureClass whose) => whose switch
    {
        FailureClass.Caller or FailureClass.Content or FailureClass.Model or FailureClass.ContextWindow => "invalid_request_error",
        FailureClass.Key => "rate_limit_error",
        FailureClass.Account => "insufficient_quota",
        _ => "server_error",
    };

    private static string? Code(FailureClass whose, string? type) => whose switch
    {
        FailureClass.ContextWindow => "context_length_exceeded",
        FailureClass.Account => "insufficient_quota",
        FailureClass.Model => "model_not_found",
        FailureClass.Content => "content_filter",
        FailureClass.Key when type is "rate_limit_error" or null => "rate_limit_exceeded",
        _ => type,
    };

    private static bool Says(string message, string[] signs) => signs.Any(sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
