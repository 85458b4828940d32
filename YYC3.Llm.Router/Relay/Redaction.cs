using System.Text;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Relay;

/// <summary>Takes a provider's secrets out of what it says: some put the key they refused into their error.</summary>
internal static class Redaction
{
    private const string Instead = "***";

    public static string Redact(string text, Provider provider)
    {
        foreach (var secret in provider.Secrets)
        {
            text = text.Replace(secret, Instead, StringComparison.Ordinal);
        }

        return text;
    }

    public static byte[] Redact(byte[] body, Provider provider)
    {
        foreach (var secret in provider.Secrets)
        {
            if (body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0)
            {
                return Encoding.UTF8.GetBytes(Redact(Encoding.UTF8.GetString(body), provider));
            }
        }

        return body;
    }
}
