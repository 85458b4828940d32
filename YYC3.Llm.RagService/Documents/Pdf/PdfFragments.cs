using System.Text;
using UglyToad.PdfPig.Content;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>Joins a page's letters, in the order in which the page draws them, to fragments, and puts the spaces in.</summary>
internal static class PdfFragments
{
    private static readonly string[] MonoNames = ["Mono", "Courier", "Consol", "Menlo", "Typewriter", "CMTT", "Code", "Inconsolata", "Fixed"];
    private static readonly string[] BoldNames = ["Bold", "Black", "Heavy", "Semibold", "Demi", "CMBX"];

    /// <summary>The fragments of a page. Text that is not horizontal (margin notes, watermarks) is left out.</summary>
    public static List<PdfFragment> Of(IReadOnlyList<Letter> letters)
    {
        var fragments = new List<PdfFragment>();
        var fonts = new Dictionary<string, (bool Mono, bool Bold)>(StringComparer.Ordinal);
        var builder = new Builder();
        foreach (var letter in letters)
        {
            if (letter.TextOrientation != TextOrientation.Horizontal || letter.Value is not { Length: > 0 } value || value[0] == '\0')
            {
                continue;
            }

            if (!builder.Continues(letter))
            {
                builder.EndInto(fragments);
            }

            var name = letter.FontName ?? "";
            if (!fonts.TryGetValue(name, out var font))
            {
                fonts.Add(name, font = (IsAny(name, MonoNames), IsAny(name, BoldNames)));
            }

            builder.Add(letter, value, font.Mono, font.Bold);
        }

        builder.EndInto(fragments);
        return fragments;
    }

    private static bool IsAny(string font, string[] names)
    {
        // A subset's name carries six letters and a plus sign in front.
        var name = font.Length > 7 && font[6] == '+' ? font[7..] : font;
        return Array.Exists(names, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private sealed class Builder
    {
        private readonly StringBuilder text = new();
        private readonly Dictionary<double, int> sizes = [];
        private Letter? last;
        private int spaces;
        private bool lastIsMono;
        private double left;
        private int letters;
        private int mono;
        private int bold;

        public bool Continues(Letter letter)
        {
            if (last is null)
            {
                return true;
            }

            var size = Math.Max(1, Math.Max(SizeOf(last), SizeOf(letter)));
            var gap = letter.StartBaseLine.X - last.EndBaseLine.X;

            // Superscripts and subscripts stay with their line.
            var drift = Math.Abs(letter.StartBaseLine.Y - last.StartBaseLine.Y);
            var sameLine = drift <= 0.25 * size || (drift <= 0.55 * size && Math.Abs(SizeOf(last) - SizeOf(letter)) > 0.15 * size);
            return sameLine && gap > -0.6 * size && gap < size;
        }

        public void Add(Letter letter, string value, bool isMono, bool isBold)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                spaces += text.Length > 0 ? 1 : 0;
                last = text.Length > 0 ? letter : last;
                return;
            }

            var size = SizeOf(letter);
            if (last is { } before && text.Length > 0)
            {
                // Bold by drawing twice.
                if (before.Value == value && Math.Abs(letter.StartBaseLine.X - before.StartBaseLine.X) < 0.15 * size)
                {
                    return;
                }

                AppendSpaces(letter, value[0], size, isMono && lastIsMono);
            }
            else
            {
                left = letter.StartBaseLine.X;
            }

            Ligatures.Append(text, value);
            var key = Math.Round(size * 2) / 2;
            sizes[key] = sizes.GetValueOrDefault(key) + 1;
            letters++;
            mono += isMono ? 1 : 0;
            bold += isBold ? 1 : 0;
            (last, lastIsMono, spaces) = (letter, isMono, 0);
        }

        public void EndInto(List<PdfFragment> fragments)
        {
            if (letters > 0 && last is not null)
            {
                var size = sizes.MaxBy(pair => pair.Value).Key;
                fragments.Add(new PdfFragment(
                    text.ToString(), left, Math.Max(left, last.EndBaseLine.X), last.StartBaseLine.Y, size, mono / (double)letters, bold / (double)letters));
            }

            text.Clear();
            sizes.Clear();
            (last, spaces, letters, mono, bold) = (null, 0, 0, 0, 0);
        }

        private void AppendSpaces(Letter letter, char next, double size, bool fixedWidth)
        {
            var gap = letter.StartBaseLine.X - last!.EndBaseLine.X;
            if (fixedWidth)
            {
                var width = Math.Max(1, 0.6 * size);
                text.Append(' ', spaces + Math.Max(0, (int)Math.Round(gap / width)));
                return;
            }

            // Justified Chinese is spread out; the distance between two of its characters means nothing below half an em.
            var threshold = CharClass.JoinsWithoutSpace(text[^1], next) ? 0.5 : 0.16;
            if (spaces > 0 || gap > threshold * size)
            {
                text.Append(' ');
            }
        }

        private static double SizeOf(Letter letter) => letter.PointSize > 0 ? letter.PointSize : Math.Max(1, letter.BoundingBox.Height);
    }
}
