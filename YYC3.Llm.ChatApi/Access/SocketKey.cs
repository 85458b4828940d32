namespace YYC3.Llm.ChatApi.Access;

/// <summary>
/// The API key of a WebSocket that a browser opens: a page cannot set headers there, so it names the key as a subprotocol, as OpenAI's SDKs do
/// (<c>openai-insecure-api-key.sk-…</c> beside <c>realtime</c> or <c>responses</c>).
/// </summary>
internal static class SocketKey
{
    private const string Prefix = "openai-insecure-api-key.";

    /// <summary>Puts the key where keys are looked for, unless there is one.</summary>
    public static void MoveToHeader(HttpRequest request)
    {
        if (request.Headers.SecWebSocketProtocol.Count > 0 && request.Headers.Authorization.Count == 0
            && Offered(request).FirstOrDefault(offer => offer.StartsWith(Prefix, StringComparison.Ordinal)) is { } key)
        {
            request.Headers.Authorization = "Bearer " + key[Prefix.Length..];
        }
    }

    /// <summary>The subprotocol to agree on: the first offered that is no key; null when there is none.</summary>
    public static string? Protocol(HttpRequest request) => Offered(request).FirstOrDefault(offer => !offer.StartsWith(Prefix, StringComparison.Ordinal));

    private static IEnumerable<string> Offered(HttpRequest request) =>
        request.Headers.SecWebSocketProtocol.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
