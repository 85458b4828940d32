using System.Text.Json;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Routing.Auto;

/// <summary>Which language a question is in, by its characters: enough to tell Chinese from English, which is all that is asked.</summary>
internal static class MessageLanguage
{
    public const string Chinese = "zh";
    public const string English = "en";

    /// <summary>Code points looked at; a question shows its language soon.</summary>
    private const int Most = 4000;

    /// <summary>Letters that weigh as one Chinese character: about a word.</summary>
    private const int LettersPerWord = 5;

    /// <summary>From this share of words on a text with Chinese characters is Chinese: code and names among them are Latin.</summary>
    private const double ChineseShare = 0.3;

    /// <summary>The language of the last user message; null when its text does not tell.</summary>
    public static string? Of(ReadOnlySpan<byte> body, in RequestHead head)
    {
        if (head.QuestionLength == 0)
        {
            return null;
        }

        try
        {
            return Of(body.Slice(head.QuestionStart, head.QuestionLength));
        }
        catch (InvalidOperationException)
        {
            return null; // An escape such as \ud800, half of a character: the provider is to judge it.
        }
    }

    private static string? Of(ReadOnlySpan<byte> content)
    {
        const int DepthOfParts = 2; // In an array of parts a text stands two levels down.
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = 256 });
        int han = 0, letters = 0, left = Most;
        while (left > 0 && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.CurrentDepth == 0)
            {
                Count(ref reader, ref han, ref letters, ref left);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isText = reader.CurrentDepth == DepthOfParts && reader.ValueTextEquals("text"u8);
                reader.Read();
                if (isText && reader.TokenType == JsonTokenType.String)
                {
                    Count(ref reader, ref han, ref letters, ref left);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        var words = han + (letters / (double)LettersPerWord);
        return words < 1 ? null : han / words >= ChineseShare ? Chinese : English;
    }

    private static void Count(ref Utf8JsonReader reader, ref int han, ref int letters, ref int left)
    {
        var text = reader.GetString().AsSpan();
        foreach (var c in text[..Math.Min(text.Length, left)])
        {
            if (char.IsAsciiLetter(c))
            {
                letters++;
            }
            else if (c is >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF')
            {
                han++;
            }
        }

        left -= text.Length;
    }
}
