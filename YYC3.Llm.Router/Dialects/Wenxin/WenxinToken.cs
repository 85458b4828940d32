using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>
/// Baidu's OAuth (https://cloud.baidu.com/doc/WENXINWORKSHOP/s/Ilkkrb0i5): the API key and the secret key for a token that holds 30 days
/// (<c>expires_in</c>). It is renewed when a tenth of its life is left, a day at most.
/// </summary>
internal sealed class WenxinToken : ITokenExchange
{
    public static readonly WenxinToken Instance = new();

    private static readonly TimeSpan LongestMargin = TimeSpan.FromDays(1);

    /// <summary>Longest life that is believed.</summary>
    private const double MostSeconds = 366 * 24 * 3600;

    /// <summary>The key's two parts, parted by the first <c>:</c> or <c>|</c>; one where there is neither.</summary>
    public static string[] Split(string key) => key.Split([':', '|'], 2);

    public HttpRequestMessage Request(Provider provider, ProviderKey key)
    {
        var parts = Split(key.Value);
        var query = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(parts[0])}&client_secret={Uri.EscapeDataString(parts.Length > 1 ? parts[1] : "")}";
        return new HttpRequestMessage(HttpMethod.Post, new Uri($"{provider.BaseUrl}/oauth/2.0/token?{query}"));
    }

    public AccessToken Make(ProviderKey key, DateTimeOffset now) => throw new NotSupportedException("Baidu makes these tokens.");

    public AccessToken? Read(int status, ReadOnlySpan<byte> body, DateTimeOffset now, out Failure? failure)
    {
        string? error = null, description = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (Text(root, "access_token") is { Length: > 0 } token)
            {
                failure = null;
                var seconds = root.TryGetProperty("expires_in", out var life) && life.ValueKind == JsonValueKind.Number && life.TryGetDouble(out var given) ? Math.Clamp(given, 0, MostSeconds) : 0;
                var ends = now.AddSeconds(seconds);
                var tenth = TimeSpan.FromSeconds(seconds / 10);
                return new AccessToken(token, ends - (tenth < LongestMargin ? tenth : LongestMargin), ends);
            }

            error = Text(root, "error");
            description = Text(root, "error_description");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: the status says what can be said.
        }

        failure = error is "invalid_client" or "unauthorized_client" or "invalid_grant" || status is 400 or 401 or 403
            ? new Failure(FailureClass.Key, 502, $"Baidu gives no access token for this key: {description ?? error ?? $"HTTP {status}"}. A key is written AK:SK.", "server_error", error ?? "invalid_client", null, status)
            : Failure.OfProvider(502, $"Baidu gives no access token: {description ?? error ?? $"HTTP {status}"}.", "provider_token_failed", status);
        return null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
