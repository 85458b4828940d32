using System.Text;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Text for a header or an SSE comment: model names may be in any script, header values may not.</summary>
internal static class HeaderText
{
    /// <summary>The text with everything but visible ASCII percent-encoded as UTF-8.</summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length * 3);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            _ = b is >= (byte)'!' and <= (byte)'~' ? encoded.Append((char)b) : encoded.Append('%').Append(b.ToString("X2"));
        }

        return encoded.ToString();
    }
}
