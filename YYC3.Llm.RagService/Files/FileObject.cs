using System.Text.Json.Serialization;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Files;

/// <summary>OpenAI's file object (<c>OpenAIFile</c>). Times are whole seconds since 1970.</summary>
/// <param name="Id">The file's id.</param>
/// <param name="Object">Always <c>file</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
/// <param name="ExpiresAt">When it deletes itself; left out when it stays.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="Status">Always <c>processed</c>: an upload that is not complete is not listed.</param>
/// <param name="Sha256">The hash of its bytes (an addition of ours).</param>
internal sealed record FileObject(
    string Id,
    string Object,
    long Bytes,
    long CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ExpiresAt,
    string Filename,
    string Purpose,
    string Status,
    [property: JsonPropertyName("sha256")] string Sha256)
{
    public static FileObject Of(FileRecord file) => new(
        file.Id,
        "file",
        file.Bytes,
        Microseconds.ToUnixSeconds(file.CreatedAt),
        file.ExpiresAt is { } end ? Microseconds.ToUnixSeconds(end) : null,
        file.Filename,
        file.Purpose,
        "processed",
        file.Sha256);
}
