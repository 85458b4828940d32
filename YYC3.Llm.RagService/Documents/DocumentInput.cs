namespace YYC3.Llm.RagService.Documents;

/// <summary>A file to read.</summary>
/// <param name="FileName">Its name as uploaded; only the extension counts, and less than the content does.</param>
/// <param name="ContentType">The media type that the upload declared, if any; it counts less than the content too.</param>
/// <param name="Content">Its bytes: readable and seekable, from any position. The caller keeps and disposes it.</param>
internal sealed record DocumentInput(string FileName, string? ContentType, Stream Content)
{
    /// <summary>How far its reader is, 0–1, in a format whose bytes are not read in order; null: the position in the bytes tells.</summary>
    public double? Done { get; set; }
}
