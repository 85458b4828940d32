using System.Text;

namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>Letters that fonts draw as one glyph, taken apart, so that "ﬁle" is found as "file".</summary>
internal static class Ligatures
{
    /// <summary>Appends what a glyph stands for; control characters and lone surrogates become nothing.</summary>
    public static void Append(StringBuilder text, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '\uFB00': text.Append("ff"); break;
                case '\uFB01': text.Append("fi"); break;
                case '\uFB02': text.Append("fl"); break;
                case '\uFB03': text.Append("ffi"); break;
                case '\uFB04': text.Append("ffl"); break;
                case '\uFB05' or '\uFB06': text.Append("st"); break;
                case '\u00A0': text.Append(' '); break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]):
                    text.Append(c).Append(value[++i]);
                    break;
                case var _ when !char.IsControl(c) && !char.IsSurrogate(c) && c is not '\uFFFE' and not '\uFFFF':
                    text.Append(c);
                    break;
            }
        }
    }
}
