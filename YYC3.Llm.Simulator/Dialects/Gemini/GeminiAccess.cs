using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>Who calls: <c>x-goog-api-key</c>, or <c>?key=</c>.</summary>
internal static class GeminiAccess
{
    /// <summary>Asks for a key.</summary>
    public static SimulatedError? Authorize(HttpRequest request, string? apiKey)
    {
        var key = request.Query["key"].ToString();
        return key.Length > 0 && (apiKey is null || key == apiKey) ? null : Credentials.NeedHeader(request, "x-goog-api-key", apiKey);
    }
}
