using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Reads Google's errors (https://ai.google.dev/gemini-api/docs/troubleshooting, https://google.aip.dev/193); in streams without events they come in an array.</summary>
internal sealed partial class GeminiErrors(TimeProvider time)
{
    private const int MostShown = 2000;

    private static readonly TimeZoneInfo Pacific = TimeZoneInfo.TryFindSystemTimeZoneById("America/Los_Angeles", out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone("Pacific", TimeSpan.FromHours(-8), "Pacific", "Pacific"); // An hour late in summer, where the system knows no zones.

    /// <summary>What went wrong, and whose it is.</summary>
    /// <param name="status">The HTTP status; 200 for an error inside a stream.</param>
    /// <param name="body">Anything may be in it.</param>
    public Failure Read(int status, ReadOnlySpan<byte> body)
    {
        if (Json.TryParse(body, out var document))
        {
            using (document)
            {
                try
                {
                    return Read(status, document.RootElement);
                }
                catch (InvalidOperationException)
                {
                    // Half a character in an escape.
                }
            }
        }

        return Make(status, FromStatus(status, null), null, null);
    }

    private Failure Read(int status, JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        if (!Json.Given(root, "error", out var error))
        {
            return Make(status, FromStatus(status, null), null, null);
        }

        var message = Json.Text(error, "message") ?? (error.ValueKind == JsonValueKind.String ? error.GetString() : null);
        var code = Json.Text(error, "status");
        var said = (int)(Json.Number(error, "code") ?? status);
        var details = Json.Items(error, "details").ToList();
        var whose = Classify(status is >= 200 and <= 299 ? said : status, code, message, details);
        var failure = Make(status, whose, message, code);
        var wait = Wait(details, message);
        return whose switch
        {
            FailureClass.Account when IsDaily(details) => failure with { RetryAfter = ToMidnight(time.GetUtcNow()) },
            FailureClass.Key or FailureClass.Account or FailureClass.Provider => failure with { RetryAfter = wait },
            FailureClass.Caller => failure with { Param = Field(details) },
            _ => failure,
        };
    }

    private static FailureClass Classify(int status, string? code, string? message, List<JsonElement> details)
    {
        var reasons = details.Select(detail => Json.Text(detail, "reason")).ToList();
        if (reasons.Contains("API_KEY_INVALID") || Says(message, "api key not valid") || Says(message, "api key expired") || Says(message, "api_key_invalid"))
        {
            return FailureClass.Key;
        }

        if (Says(message, "exceeds the maximum number of tokens"))
        {
            return FailureClass.ContextWindow;
        }

        if (status == 429 || code == "RESOURCE_EXHAUSTED")
        {
            return IsDaily(details) || Says(message, "billing account") || Says(message, "credits are depleted") ? FailureClass.Account : FailureClass.Key;
        }

        return code switch
        {
            "FAILED_PRECONDITION" when status == 400 => FailureClass.Account, // No free tier where the caller is, or billing is off.
            "NOT_FOUND" => FailureClass.Model,
            _ => FromStatus(status, message),
        };
    }

    private static FailureClass FromStatus(int status, string? message) => status switch
    {
        401 or 403 or 407 or 429 => FailureClass.Key,
        402 => FailureClass.Account,
        404 => FailureClass.Model,
        408 or 425 or 499 => FailureClass.Provider,
        >= 400 and <= 499 => message is null && status != 400 ? FailureClass.Provider : FailureClass.Caller,
        _ => FailureClass.Provider,
    };

    private static Failure Make(int status, FailureClass whose, string? message, string? code)
    {
        var (told, type) = whose switch
        {
            FailureClass.Key or FailureClass.Account => (status is 400 or 401 or 403 or 407 ? 502 : 429, whose == FailureClass.Key ? "rate_limit_error" : "insufficient_quota"),
            FailureClass.Model => (404, "invalid_request_error"),
            FailureClass.Caller or FailureClass.Content or FailureClass.ContextWindow => (status is >= 400 and <= 499 and not (401 or 403 or 407) ? status : 400, "invalid_request_error"),
            _ => (status switch { 408 or 504 => 504, 503 => 503, _ => 502 }, "server_error"),
        };
        var ours = whose switch
        {
            FailureClass.ContextWindow => "context_length_exceeded",
            FailureClass.Model => "model_not_found",
            FailureClass.Key when told == 429 => "rate_limit_exceeded",
            FailureClass.Account when told == 429 => "insufficient_quota",
            _ => code,
        };
        message = message is { Length: > MostShown } ? message[..MostShown] : message;
        return new Failure(whose, told, message ?? $"The provider answered HTTP {status}.", type, ours, null, status);
    }

    private static bool IsDaily(List<JsonElement> details) => details.SelectMany(detail => Json.Items(detail, "violations"))
        .Any(violation => Says(Json.Text(violation, "quotaId"), "PerDay"));

    private static string? Field(List<JsonElement> details) =>
        details.SelectMany(detail => Json.Items(detail, "fieldViolations")).Select(violation => Json.Text(violation, "field")).FirstOrDefault(field => !string.IsNullOrEmpty(field));

    private static TimeSpan? Wait(List<JsonElement> details, string? message)
    {
        var given = details.Select(detail => Json.Text(detail, "retryDelay")).FirstOrDefault(delay => delay is not null) ?? (message is null ? null : RetryIn().Match(message).Groups[1].Value);
        return given is not null && double.TryParse(given.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86_400 * 31
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    /// <summary>Daily quotas begin anew at midnight Pacific time (https://ai.google.dev/gemini-api/docs/rate-limits).</summary>
    private static TimeSpan ToMidnight(DateTimeOffset now)
    {
        var midnight = TimeZoneInfo.ConvertTime(now, Pacific).Date.AddDays(1);
        return new DateTimeOffset(midnight, Pacific.GetUtcOffset(midnight)) - now;
    }

    private static bool Says(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    [GeneratedRegex(@"retry in ([0-9]+(?:\.[0-9]+)?)s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RetryIn();
}
