using System.Buffers.Binary;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>
/// What an image costs, by OpenAI's tiles (https://platform.openai.com/docs/guides/images-vision): 85 tokens, and 170 for each tile of 512 × 512 of the
/// image scaled into 2,048 × 2,048 and then to a shorter side of 768. Its size is read from the head of its data; of one whose size nobody
/// knows, 1,024 × 1,024 is taken.
/// </summary>
internal static class ImageTokens
{
    private const int Base = 85;
    private const int Tile = 170;
    private const int Unknown = Base + (4 * Tile);
    private const int HeadCharacters = 4096;

    /// <summary>Tokens of an image.</summary>
    /// <param name="url">Its address, or its data.</param>
    /// <param name="isLow">Whether little detail is enough.</param>
    public static int Of(string? url, bool isLow)
    {
        if (isLow)
        {
            return Base;
        }

        if (url?.IndexOf(";base64,", StringComparison.Ordinal) is not (> 0 and var comma))
        {
            return Unknown;
        }

        var data = url.AsSpan(comma + ";base64,".Length);
        data = data[..(Math.Min(data.Length, HeadCharacters) / 4 * 4)];
        Span<byte> head = stackalloc byte[HeadCharacters];
        return Convert.TryFromBase64Chars(data, head, out var length) && Size(head[..length]) is ( > 0, > 0) size ? OfSize(size.Width, size.Height) : Unknown;
    }

    private static int OfSize(double width, double height)
    {
        var fit = Math.Min(1, 2048 / Math.Max(width, height));
        fit *= Math.Min(1, 768 / (Math.Min(width, height) * fit));
        return Base + (Tile * (int)(Math.Ceiling(width * fit / 512) * Math.Ceiling(height * fit / 512)));
    }

    // (0, 0) when it is none of PNG, GIF, WebP and JPEG, or its size does not stand in its head.
    private static (int Width, int Height) Size(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when head.Length >= 24 => (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..])),
        [(byte)'G', (byte)'I', (byte)'F', ..] when head.Length >= 10 => (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..])),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] when head.Length >= 30 => WebP(head),
        [0xFF, 0xD8, ..] => Jpeg(head),
        _ => (0, 0),
    };

    private static (int Width, int Height) WebP(ReadOnlySpan<byte> head) => head[15] switch
    {
        (byte)' ' => (BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF),
        (byte)'L' => ((int)(BinaryPrimitives.ReadUInt32LittleEndian(head[21..]) & 0x3FFF) + 1, (int)((BinaryPrimitives.ReadUInt32LittleEndian(head[21..]) >> 14) & 0x3FFF) + 1),
        _ => (1 + head[24] + (head[25] << 8) + (head[26] << 16), 1 + head[27] + (head[28] << 8) + (head[29] << 16)),
    };

    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> head)
    {
        for (var at = 2; at + 9 < head.Length && head[at] == 0xFF;)
        {
            // Start-of-frame markers, without those of tables and restarts among them.
            if (head[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }

        return (0, 0);
    }
}
