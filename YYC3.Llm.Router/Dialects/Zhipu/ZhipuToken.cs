using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Dialects.Zhipu;

/// <summary>
/// The signed token of a key <c>id.secret</c>: a JWT of <c>api_key</c>, <c>exp</c> and <c>timestamp</c> (milliseconds), HS256 with the secret,
/// whose header says <c>"sign_type": "SIGN"</c>. It holds for a day and is made anew an hour before.
/// </summary>
internal sealed class ZhipuToken : ITokenExchange
{
    public static readonly ZhipuToken Instance = new();

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);
    private static readonly string Header = Base64Url.EncodeToString("{\"alg\":\"HS256\",\"sign_type\":\"SIGN\"}"u8);

    /// <summary>Whether a key has the two parts that signing takes; another one is sent as it is.</summary>
    public static bool IsSplit(string key) => key.IndexOf('.') is var at and > 0 && at < key.Length - 1 && key.IndexOf('.', at + 1) < 0;

    public HttpRequestMessage? Request(Provider provider, ProviderKey key) => null;

    public AccessToken Make(ProviderKey key, DateTimeOffset now)
    {
        var parts = key.Value.Split('.', 2);
        var ends = now + Life;
        var payload = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"api_key\":{JsonSerializer.Serialize(parts[0])},\"exp\":{ends.ToUnixTimeMilliseconds()},\"timestamp\":{now.ToUnixTimeMilliseconds()}}}");
        var signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(parts[^1]), Encoding.ASCII.GetBytes(signed));
        return new AccessToken($"{signed}.{Base64Url.EncodeToString(signature)}", ends - Margin, ends);
    }

    public AccessToken? Read(int status, ReadOnlySpan<byte> body, DateTimeOffset now, out Failure? failure) =>
        throw new NotSupportedException("Nobody is asked for these tokens.");
}
