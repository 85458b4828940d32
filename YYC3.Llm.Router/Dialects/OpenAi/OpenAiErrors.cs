using System.Collections.Frozen;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>Reads an error answer, OpenAI's and those of the providers that speak its wire, and says whose failure it is.</summary>
internal static class OpenAiErrors
{
    private const int MostShown = 2000;

    /// <summary>Codes that say more than the status. Numbers are Zhipu's, camel case is DashScope's.</summary>
    private static readonly FrozenDictionary<string, FailureClass> KnownCodes = new Dictionary<string, FailureClass>
    {
        ["invalid_api_key"] = FailureClass.Key,
        ["InvalidApiKey"] = FailureClass.Key,
        ["invalid_iam_token"] = FailureClass.Key,
        ["1000"] = FailureClass.Key,
        ["1001"] = FailureClass.Key,
        ["1002"] = FailureClass.Key,
        ["1003"] = FailureClass.Key,
        ["1004"] = FailureClass.Key,
        ["rate_limit_exceeded"] = FailureClass.Key,
        ["rpm_rate_limit_exceeded"] = FailureClass.Key,
        ["tpm_rate_limit_exceeded"] = FailureClass.Key,
        ["Throttling.RateQuota"] = FailureClass.Key,
        ["1302"] = FailureClass.Key,
        ["1303"] = FailureClass.Key,
        ["1305"] = FailureClass.Key,
        ["insufficient_quota"] = FailureClass.Account,
        ["billing_not_active"] = FailureClass.Account,
        ["Arrearage"] = FailureClass.Account,
        ["Throttling.AllocationQuota"] = FailureClass.Account,
        ["1113"] = FailureClass.Account,
        ["1304"] = FailureClass.Account,
        ["1308"] = FailureClass.Account,
        ["1310"] = FailureClass.Account,
        ["model_not_found"] = FailureClass.Model,
        ["ModelNotFound"] = FailureClass.Model,
        ["invalid_model"] = FailureClass.Model,
        ["DeploymentNotFound"] = FailureClass.Model,
        ["1211"] = FailureClass.Model,
        ["server_error"] = FailureClass.Provider,
        ["overloaded_error"] = FailureClass.Provider,
        ["1312"] = FailureClass.Provider,
        ["context_length_exceeded"] = FailureClass.ContextWindow,
        ["string_above_max_length"] = FailureClass.Caller,
        ["tokens_too_long"] = FailureClass.ContextWindow,
        ["characters_too_long"] = FailureClass.ContextWindow,
        ["1261"] = FailureClass.ContextWindow,
        ["content_filter"] = FailureClass.Content,
        ["content_policy_violation"] = FailureClass.Content,
        ["data_inspection_failed"] = FailureClass.Content,
        ["DataInspectionFailed"] = FailureClass.Content,
        ["system_unsafe"] = FailureClass.Content,
        ["1301"] = FailureClass.Content,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What went wrong, and whose it is.</summary>
    /// <param name="body">The answer's body or the event's data; anything may be in it.</param>
    /// <param name="status">The HTTP status; 200 for an error inside a stream or under a good status.</param>
    /// <param name="codes">What codes and types mean with this provider, where that differs or nobody else has them.</param>
    public static Failure Read(int status, ReadOnlySpan<byte> body, Func<string, FailureClass?>? codes = null)
    {
        var said = Said(body);
        var whose = (said.Code is { } code ? codes?.Invoke(code) : null) ?? (said.Type is { } type ? codes?.Invoke(type) : null) ?? Classify(status, said);
        return new Failure(whose, Told(whose, status), said.Message ?? $"The provider answered HTTP {status}.", said.Type ?? TypeOf(whose), said.Code, said.Param, status)
        {
            Body = said.IsOpenAi && status is >= 400 and <= 499 && whose is FailureClass.Caller or FailureClass.Content or FailureClass.Model or FailureClass.ContextWindow ? body.ToArray() : null,
        };
    }

    private static FailureClass Classify(int status, Error said)
    {
        if (said.Code is { } code && KnownCodes.TryGetValue(code, out var byCode))
        {
            return byCode;
        }

        if (said.Type is { } type && KnownCodes.TryGetValue(type, out var byType))
        {
            return byType;
        }

        return status switch
        {
            401 or 403 or 407 or 429 => FailureClass.Key,
            402 => FailureClass.Account,
            408 or 425 => FailureClass.Provider,
            404 when said.Message is null => FailureClass.Model, // A path the provider does not serve: our configuration, not the caller.
            >= 400 and <= 499 => FailureClass.Caller,
            _ => FailureClass.Provider,
        };
    }

    private static int Told(FailureClass whose, int status) => whose switch
    {
        FailureClass.Key or FailureClass.Account => status is 401 or 403 or 407 ? 502 : 429,
        FailureClass.Model => 404,
        FailureClass.Content or FailureClass.Caller or FailureClass.ContextWindow => status is >= 400 and <= 499 and not (401 or 403 or 407) ? status : 400,
        _ => status switch
        {
            408 or 504 => 504,
            503 or 529 => 503,
            _ => 502,
        },
    };

    private static string TypeOf(FailureClass whose) => whose switch
    {
        FailureClass.Caller or FailureClass.Content or FailureClass.Model or FailureClass.ContextWindow => "invalid_request_error",
        FailureClass.Key => "rate_limit_error",
        FailureClass.Account => "insufficient_quota",
        _ => "server_error",
    };

    private static Error Said(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            {
                root = root[0]; // Gemini's compatible endpoint wraps its errors in an array.
            }

            if (root.ValueKind != JsonValueKind.Object)
            {
                return default;
            }

            if (!root.TryGetProperty("error", out var error))
            {
                error = root;
            }

            return error.ValueKind == JsonValueKind.Object
                ? new Error(
                    Text(error, "message") ?? Text(error, "error_msg") ?? Text(error, "detail"),
                    Text(error, "type"),
                    Text(error, "code") ?? Text(error, "error_code") ?? Text(error, "status"),
                    Text(error, "param"),
                    document.RootElement.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out _) && Text(error, "message") is not null)
                : new Error(error.ValueKind == JsonValueKind.String ? Cut(error.GetString()!) : null, null, null, null, false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } text => Cut(text),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static string Cut(string text) => text.Length <= MostShown ? text : text[..MostShown];

    private readonly record struct Error(string? Message, string? Type, string? Code, string? Param, bool IsOpenAi);
}
