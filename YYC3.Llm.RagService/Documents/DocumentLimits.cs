using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Documents;

/// <summary>How much of a document is read before it is refused: what a hostile or broken file can cost at most.</summary>
internal sealed class DocumentLimits
{
    /// <summary>The highest number of pages; 1 or more, default 5,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxPages { get; set; } = 5_000;

    /// <summary>The most extracted text in UTF-16 units; 1 or more, default 64 Mi (about 20,000 book pages).</summary>
    [Range(1, int.MaxValue)]
    public int MaxCharacters { get; set; } = 64 * 1024 * 1024;

    /// <summary>The largest HTML or Markdown file in bytes: their trees are held in memory at 10 to 20 times that. Default 8 MiB.</summary>
    [Range(1, int.MaxValue)]
    public int MaxMarkupBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How deep elements may nest; what lies deeper is left out. 8 or more, default 200.</summary>
    [Range(8, 1_000)]
    public int MaxDepth { get; set; } = 200;

    /// <summary>What the entries of an archive (DOCX, PPTX, XLSX, EPUB) may expand to together, in bytes, whatever they claim. Default 512 MiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxExpandedBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>The highest number of an archive's entries; 1 or more, default 10,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxArchiveEntries { get; set; } = 10_000;

    /// <summary>How long reading may take, default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(10);
}
