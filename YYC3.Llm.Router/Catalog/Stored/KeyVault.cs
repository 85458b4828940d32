using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>
/// Encrypts what is secret in a stored provider: its keys and its headers' values. AES-256-GCM, the key derived from <c>InternalKey</c> by
/// HKDF-SHA256 (RFC 5869), bound to the provider's name; stored as <c>enc:v1:</c> and base64 of nonce, tag and text. <c>${VARIABLES}</c> are no
/// secrets and stay as they are. Under another <c>InternalKey</c> stored keys cannot be opened any more and must be given again.
/// </summary>
internal sealed class KeyVault(InternalKey key)
{
    /// <summary>Stands where a secret is not shown.</summary>
    public const string Redacted = "[redacted]";

    private const string Prefix = "enc:v1:";

    private readonly byte[] secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key.Value), 32, info: "yyc3 router catalog keys v1"u8.ToArray());

    /// <summary>A provider's definition with its secrets encrypted.</summary>
    public string Seal(string provider, JsonElement definition) => Change(definition, text => IsVariable(text) ? text : Encrypt(provider, text));

    /// <summary>A stored definition with its secrets as they were given. One that cannot be opened becomes a variable that says so, for the provider is then unconfigured.</summary>
    public string Open(string provider, string definition)
    {
        using var document = JsonDocument.Parse(definition);
        return Change(document.RootElement, text => text.StartsWith(Prefix, StringComparison.Ordinal) ? Decrypt(provider, text) : text);
    }

    /// <summary>A definition, stored or of the file, that can be shown.</summary>
    public static string Redact(JsonElement definition) => Change(definition, text => IsVariable(text) ? text : Redacted);

    /// <summary>Whether the text is nothing but variables: no secret itself.</summary>
    private static bool IsVariable(string text) =>
        text.StartsWith("${", StringComparison.Ordinal) && text.IndexOf('}', StringComparison.Ordinal) == text.Length - 1 && !text.Contains(":-", StringComparison.Ordinal);

    private static string Change(JsonElement definition, Func<string, string> change)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var field in definition.EnumerateObject())
            {
                json.WritePropertyName(field.Name);
                if (field.Name == "keys" && field.Value.ValueKind == JsonValueKind.Array)
                {
                    json.WriteStartArray();
                    foreach (var item in field.Value.EnumerateArray())
                    {
                        Text(json, item, change);
                    }

                    json.WriteEndArray();
                }
                else if (field.Name == "headers" && field.Value.ValueKind == JsonValueKind.Object)
                {
                    json.WriteStartObject();
                    foreach (var header in field.Value.EnumerateObject())
                    {
                        json.WritePropertyName(header.Name);
                        Text(json, header.Value, change);
                    }

                    json.WriteEndObject();
                }
                else
                {
                    field.Value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    private static void Text(Utf8JsonWriter json, JsonElement value, Func<string, string> change)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            json.WriteStringValue(change(value.GetString()!));
        }
        else
        {
            value.WriteTo(json);
        }
    }

    private string Encrypt(string provider, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        var nonce = sealedText.AsSpan(0, AesGcm.NonceByteSizes.MaxSize);
        var tag = sealedText.AsSpan(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(secret, tag.Length);
        aes.Encrypt(nonce, plain, sealedText.AsSpan(nonce.Length + tag.Length), tag, Encoding.UTF8.GetBytes(provider));
        return Prefix + Convert.ToBase64String(sealedText);
    }

    private string Decrypt(string provider, string text)
    {
        try
        {
            var sealedText = Convert.FromBase64String(text[Prefix.Length..]).AsSpan();
            var nonce = sealedText[..AesGcm.NonceByteSizes.MaxSize];
            var tag = sealedText.Slice(nonce.Length, AesGcm.TagByteSizes.MaxSize);
            var plain = new byte[sealedText.Length - nonce.Length - tag.Length];
            using var aes = new AesGcm(secret, tag.Length);
            aes.Decrypt(nonce, sealedText[(nonce.Length + tag.Length)..], tag, plain, Encoding.UTF8.GetBytes(provider));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return $"${{the keys of {provider} again, for they were stored under another InternalKey}}";
        }
    }
}
