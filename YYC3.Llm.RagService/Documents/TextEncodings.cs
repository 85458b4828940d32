using System.Text;

namespace YYC3.Llm.RagService.Documents;

/// <summary>Finds out how a text file is encoded: byte order mark, UTF-8, UTF-16, GB18030, Big5, Windows-1252, in this order.</summary>
internal static class TextEncodings
{
    private const int SampleLength = 256 * 1024;

    /// <summary>The file's encoding; the stream is at its start afterwards.</summary>
    /// <exception cref="DocumentUnreadableException">It is no text, or in an encoding that is not known.</exception>
    public static Encoding Detect(Stream content)
    {
        content.Position = 0;
        var buffer = new byte[(int)Math.Min(SampleLength, content.Length)];
        var length = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        content.Position = 0;
        return Detect(buffer.AsSpan(0, length), isWhole: length == content.Length);
    }

    /// <summary>The encoding of a text from its first bytes.</summary>
    /// <param name="sample">The bytes.</param>
    /// <param name="isWhole">Whether they are all; else the last character may be cut.</param>
    public static Encoding Detect(ReadOnlySpan<byte> sample, bool isWhole)
    {
        if (OfByteOrderMark(sample) is { } marked)
        {
            return marked;
        }

        if (OfZeroBytes(sample) is { } utf16)
        {
            return utf16;
        }

        if (sample.Contains((byte)0) || Controls(sample) * 50 > sample.Length)
        {
            throw new DocumentUnreadableException(
                DocumentUnreadableException.UnsupportedFile, "The file is not text and of no kind that is known.");
        }

        if (IsUtf8(sample, isWhole))
        {
            return Encoding.UTF8;
        }

        return OfPairs(sample) ?? throw new DocumentUnreadableException(
            DocumentUnreadableException.InvalidFile, "The text's encoding is not recognised. Save it as UTF-8.");
    }

    private static Encoding? OfByteOrderMark(ReadOnlySpan<byte> sample) => sample switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    /// <summary>UTF-16 without a mark: every other byte of its ASCII (spaces and line ends, if nothing else) is zero.</summary>
    private static Encoding? OfZeroBytes(ReadOnlySpan<byte> sample)
    {
        var even = 0;
        var odd = 0;
        for (var i = 0; i + 1 < sample.Length; i += 2)
        {
            even += sample[i] == 0 ? 1 : 0;
            odd += sample[i + 1] == 0 ? 1 : 0;
        }

        var few = sample.Length / 64;
        return odd > few && even * 16 < odd ? Encoding.Unicode : even > few && odd * 16 < even ? Encoding.BigEndianUnicode : null;
    }

    private static int Controls(ReadOnlySpan<byte> sample)
    {
        var count = 0;
        foreach (var b in sample)
        {
            count += b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'\f' or 0x1B) ? 1 : 0;
        }

        return count;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> sample, bool isWhole)
    {
        // A few stray bytes in a long text are damage, not another encoding.
        var allowed = sample.Length / 10_000;
        while (!sample.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(sample, out _, out var consumed);
            if (status != System.Buffers.OperationStatus.Done && (isWhole || sample.Length >= 4) && --allowed < 0)
            {
                return false;
            }

            sample = sample[Math.Max(1, consumed)..];
        }

        return true;
    }

    /// <summary>
    /// Tells the double-byte Chinese encodings and Windows-1252 apart by how their high bytes go together: Chinese text in
    /// GB18030 is mostly of GB 2312's first level, whose characters lie in rows B0–D7; Big5's frequent ones lie in rows A4–C6
    /// and have second bytes below 80 half of the time; in Western text a high byte stands between ASCII letters.
    /// </summary>
    private static Encoding? OfPairs(ReadOnlySpan<byte> sample)
    {
        int pairs = 0, firstLevel = 0, big5 = 0, singles = 0, high = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] < 0x80)
            {
                continue;
            }

            high++;
            var next = i + 1 < sample.Length ? sample[i + 1] : (byte)0;
            singles += next < 0x80 ? 1 : 0;
            if (next >= 0x40)
            {
                pairs++;
                firstLevel += sample[i] is >= 0xB0 and <= 0xD7 or (>= 0xA1 and <= 0xA3) && next >= 0xA1 ? 1 : 0;
                big5 += sample[i] is >= 0xA1 and <= 0xC6 && next is (>= 0x40 and <= 0x7E) or >= 0xA1 ? 1 : 0;
                i++;
            }
        }

        if (pairs > 0 && firstLevel >= pairs * 0.7)
        {
            return Encoding.GetEncoding("GB18030");
        }

        if (pairs > 4 && big5 >= pairs * 0.9 && high > sample.Length / 10)
        {
            return Encoding.GetEncoding("big5");
        }

        return singles >= high * 0.7 && high < sample.Length / 4 ? Encoding.GetEncoding(1252) : null;
    }
}
