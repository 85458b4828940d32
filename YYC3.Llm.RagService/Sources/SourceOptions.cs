using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Sources;

/// <summary>Settings of the sources (section <c>Sources</c>). Which hosts may be fetched from is <c>Outside:FetchHosts</c>, for all services.</summary>
internal sealed class SourceOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Sources";

    /// <summary>Folders of this machine that sources may lie in or below. Empty unless set: no source may read this machine's files.</summary>
    public IList<string> Roots { get; set; } = [];

    /// <summary>Documents of one source at most, 1 to 1,000,000; 10,000 when not set.</summary>
    [Range(1, 1_000_000)]
    public int MaxDocuments { get; set; } = 10_000;
}
