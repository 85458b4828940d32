using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>Reads <c>{"error":"…"}</c>, which also comes under 200 and inside streams; only its words say what it is (https://docs.ollama.com/api/errors).</summary>
internal static class OllamaErrors
{
    private const int MostShown = 2000;

    public static Failure Read(int status, ReadOnlySpan<byte> body)
    {
        var message = Message(body);
        var whose = Classify(status, message);
        var (told, type, code) = whose switch
        {
            FailureClass.Key => (status == 429 ? 429 : 502, "rate_limit_error", status == 429 ? "rate_limit_exceeded" : "provider_key_refused"),
            FailureClass.Account => (429, "insufficient_quota", "insufficient_quota"),
            FailureClass.Model => (404, "invalid_request_error", "model_not_found"),
            FailureClass.ContextWindow => (400, "invalid_request_error", "context_length_exceeded"),
            FailureClass.Caller => (status is >= 400 and <= 499 ? status : 400, "invalid_request_error", "invalid_value"),
            _ => (status switch { 503 => 503, 408 or 504 => 504, _ => 502 }, "server_error", message is null ? "provider_answer_malformed" : "provider_error"),
        };
        message = message is { Length: > MostShown } ? message[..MostShown] : message;
        return new Failure(whose, told, message ?? $"The provider answered HTTP {status} with something that is not its JSON.", type, code, null, status);
    }

    private static FailureClass Classify(int status, string? message)
    {
        if (Says(message, "not found") || Says(message, "does not support") || Says(message, "requires more system memory"))
        {
            return FailureClass.Model;
        }

        if (Says(message, "exceeds the context length") || Says(message, "exceeds maximum context length") || Says(message, "exceed_context_size"))
        {
            return FailureClass.ContextWindow;
        }

        return status switch
        {
            401 or 403 or 407 or 429 => FailureClass.Key,
            402 => FailureClass.Account,
            404 => FailureClass.Model,
            408 or 425 or 499 => FailureClass.Provider,
            >= 400 and <= 499 => FailureClass.Caller,
            _ => FailureClass.Provider,
        };
    }

    private static string? Message(ReadOnlySpan<byte> body)
    {
        if (!Json.TryParse(body, out var document))
        {
            return null;
        }

        using (document)
        {
            try
            {
                return Json.Text(document.RootElement, "error")
                    ?? (Json.Given(document.RootElement, "error", out var error) ? Json.Text(error, "message") : null);
            }
            catch (InvalidOperationException)
            {
                return null; // Half a character in an escape.
            }
        }
    }

    private static bool Says(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
