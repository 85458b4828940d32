using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Files;

/// <summary>Settings of uploads (section <c>Files</c>).</summary>
internal sealed class FilesOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Files";

    /// <summary>The largest file in bytes: 1 byte to 64 GiB, 512 MiB when not set, as OpenAI has it.</summary>
    [Range(1, 64L * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 512L * 1024 * 1024;
}
