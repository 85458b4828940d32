using System.IO.Compression;

namespace YYC3.Llm.RagService.Documents.Zipped;

/// <summary>Tells the formats that are ZIP archives apart by the entry that each must have.</summary>
internal static class ZipKind
{
    public const string Docx = "docx";
    public const string Pptx = "pptx";
    public const string Xlsx = "xlsx";
    public const string Epub = "epub";

    private static readonly (string Entry, string Kind)[] Marks =
    [
        ("word/document.xml", Docx), ("ppt/presentation.xml", Pptx), ("xl/workbook.xml", Xlsx), ("META-INF/container.xml", Epub),
    ];

    /// <summary>What an archive is; null when it is of no kind that is read, or damaged.</summary>
    public static string? Of(Stream content)
    {
        try
        {
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            return Array.Find(Marks, mark => archive.GetEntry(mark.Entry) is not null).Kind;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
