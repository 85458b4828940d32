using System.Text;

namespace YYC3.Llm.RagService.Documents;

/// <summary>What a file looks like: the content's first bytes decide, then the name's extension, then the declared media type.</summary>
internal sealed class DocumentSignature
{
    private const int HeadLength = 4096;

    private static readonly (byte[] Magic, string Name)[] Binaries =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive, or damaged"),
        ([0x50, 0x4B, 0x05, 0x06], "an empty ZIP archive"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an Office file that is locked by a password, or of the old kind (DOC, XLS, PPT): save it without a password, in the new format"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ([0x47, 0x49, 0x46, 0x38], "a GIF image"),
        ([0x1F, 0x8B], "a GZIP archive"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        ([0x4D, 0x5A, 0x90, 0x00], "a program"),
        ([0x7B, 0x5C, 0x72, 0x74, 0x66], "an RTF file"),
    ];

    private readonly byte[] head;

    private DocumentSignature(byte[] head, string? zipKind, string extension, string? contentType)
    {
        this.head = head;
        ZipKind = zipKind;
        Extension = extension;
        ContentType = contentType;
    }

    /// <summary>Which of the formats that are archives it is, by what is in it; null for none.</summary>
    public string? ZipKind { get; }

    /// <summary>The file name's extension with its dot, lower-case; empty without one.</summary>
    public string Extension { get; }

    /// <summary>The declared media type without parameters, lower-case; null without one.</summary>
    public string? ContentType { get; }

    /// <summary>Whether it says it is a PDF: <c>%PDF-</c> within the first KiB, as readers of that format accept it.</summary>
    public bool IsPdf => head.AsSpan(0, Math.Min(head.Length, 1024)).IndexOf("%PDF-"u8) >= 0;

    /// <summary>Whether it begins as an HTML document does.</summary>
    public bool IsHtml
    {
        get
        {
            var start = LeadingText();
            return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
                || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
                || (start.StartsWith("<?xml", StringComparison.Ordinal) && start.Contains("<html", StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>What the file is when it is of a known kind that is no text; null otherwise.</summary>
    public string? BinaryKind => Array.Find(Binaries, b => head.AsSpan().StartsWith(b.Magic)).Name;

    /// <summary>Looks at a file; leaves the stream at its start.</summary>
    public static DocumentSignature Of(DocumentInput input)
    {
        var bytes = new byte[HeadLength];
        input.Content.Position = 0;
        var length = input.Content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        input.Content.Position = 0;
        var zipKind = bytes.AsSpan(0, length).StartsWith(Binaries[0].Magic) ? Zipped.ZipKind.Of(input.Content) : null;
        input.Content.Position = 0;
        var contentType = input.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        return new DocumentSignature(bytes[..length], zipKind, Path.GetExtension(input.FileName).ToLowerInvariant(), contentType);
    }

    private string LeadingText()
    {
        var text = Encoding.Latin1.GetString(head).AsSpan();
        text = text.TrimStart("ï»¿").TrimStart();
        while (text.StartsWith("<!--") && text.IndexOf("-->") is >= 0 and var end)
        {
            text = text[(end + 3)..].TrimStart();
        }

        return text.ToString();
    }
}
