using System.Text.Json.Serialization;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Uploads;

/// <summary>OpenAI's upload object. Times are whole seconds since 1970.</summary>
internal sealed record UploadObject(
    string Id, string Object, long Bytes, long CreatedAt, string Filename, string Purpose, string Status, long ExpiresAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FileObject? File)
{
    public static UploadObject Of(UploadRecord upload, FileRecord? file) => new(
        upload.Id, "upload", upload.Bytes, Microseconds.ToUnixSeconds(upload.CreatedAt), upload.Filename, upload.Purpose, upload.Status, Microseconds.ToUnixSeconds(upload.ExpiresAt), file is null ? null : FileObject.Of(file));
}
