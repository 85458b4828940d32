using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Zhipu;

/// <summary>
/// Who calls: <c>Bearer id.secret</c>, or a token signed with the secret (HS256), with <c>Bearer</c> or without. Where no key is set,
/// any id.secret will do, and tokens must be signed with the secret <c>secret</c>.
/// </summary>
internal sealed class ZhipuAccess(TimeProvider time)
{
    private const string AnySecret = "secret";

    /// <summary>Checks who calls.</summary>
    public SimulatedError? Authorize(HttpRequest request, string? apiKey)
    {
        var given = request.Headers.Authorization.ToString();
        var bearer = given.StartsWith("Bearer ", StringComparison.Ordinal);
        var token = bearer ? given[7..] : given;
        var parts = token.Split('.');
        return (parts.Length, bearer) switch
        {
            (_, _) when token.Length == 0 => Refused("1001", "Header中未收到Authentication参数，无法进行身份验证"),
            (2, true) when parts[0].Length > 0 && parts[1].Length > 0 => apiKey is null || token == apiKey ? null : Refused("1000", "身份验证失败。"),
            (3, _) => Token(parts, apiKey),
            _ => Refused("1002", "Authentication Token非法: neither 'Bearer id.secret' nor a signed token."),
        };
    }

    private SimulatedError? Token(string[] parts, string? apiKey)
    {
        try
        {
            using var head = JsonDocument.Parse(Decode(parts[0]));
            using var payload = JsonDocument.Parse(Decode(parts[1]));
            if (Text(head, "alg") != "HS256" || Text(head, "sign_type") != "SIGN")
            {
                return Refused("1002", "Authentication Token非法: the header must be {\"alg\":\"HS256\",\"sign_type\":\"SIGN\"}.");
            }

            var secret = apiKey?.Split('.') is [_, var known] ? known : AnySecret;
            var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
            if (!CryptographicOperations.FixedTimeEquals(signed, Decode(parts[2])) || (apiKey is not null && Text(payload, "api_key") != apiKey.Split('.')[0]))
            {
                return Refused("1000", "身份验证失败。");
            }

            if (Text(payload, "api_key").Length == 0 || !payload.RootElement.TryGetProperty("timestamp", out var stamp) || !stamp.TryGetInt64(out _)
                || !payload.RootElement.TryGetProperty("exp", out var exp) || !exp.TryGetInt64(out var expires))
            {
                return Refused("1002", "Authentication Token非法: the payload must have api_key, exp and timestamp, the times in milliseconds.");
            }

            return expires > time.GetUtcNow().ToUnixTimeMilliseconds() ? null : ErrorKinds.All[ErrorKinds.Expired];
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return Refused("1002", "Authentication Token非法: not base64url-encoded JSON.");
        }
    }

    private static SimulatedError Refused(string code, string message) => new(401, "auth", code, message);

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static string Text(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
