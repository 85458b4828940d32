using System.Text;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>The text an answer is made of: English and Chinese mixed, so that chunks hold characters of one to four bytes.</summary>
internal static class Words
{
    private static readonly string[] Vocabulary = ["Hello", ",", " world", "! ", "你好", "，", "世界", "。", "Streams", " do", " not", " break", "，", "账单", "可证", " 🙂"];

    /// <summary>The pieces that the script asks for: of its own <c>text</c>, else of the vocabulary.</summary>
    public static IReadOnlyList<string> Pieces(Script script, string? text)
    {
        text = script.Text("text") ?? text;
        return text is null ? FromVocabulary(script.Number("chunks", 8, 1), script.Number("size", 0)) : Split(text, script.Number("chunks", 0));
    }

    /// <summary>Cuts a text between characters, never inside one, into the given number of pieces (0: four characters each).</summary>
    public static IReadOnlyList<string> Split(string text, int pieces)
    {
        var runes = text.EnumerateRunes().ToArray();
        var count = Math.Clamp(pieces > 0 ? pieces : (runes.Length + 3) / 4, 1, Math.Max(runes.Length, 1));
        var result = new string[count];
        for (var piece = 0; piece < count; piece++)
        {
            var from = (int)((long)runes.Length * piece / count);
            var to = (int)((long)runes.Length * (piece + 1) / count);
            result[piece] = string.Concat(runes[from..to].Select(rune => rune.ToString()));
        }

        return result;
    }

    private static string[] FromVocabulary(int chunks, int size)
    {
        var result = new string[chunks];
        for (int chunk = 0, word = 0; chunk < chunks; chunk++)
        {
            var piece = new StringBuilder(Vocabulary[word++ % Vocabulary.Length]);
            while (piece.Length < size)
            {
                piece.Append(Vocabulary[word++ % Vocabulary.Length]);
            }

            result[chunk] = piece.ToString();
        }

        return result;
    }
}
