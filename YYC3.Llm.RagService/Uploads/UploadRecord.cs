namespace YYC3.Llm.RagService.Uploads;

/// <summary>An upload in parts, as stored. Times are UTC microseconds.</summary>
/// <param name="Id">Its id, <c>upload_…</c>.</param>
/// <param name="Filename">The name that the file will have.</param>
/// <param name="Purpose">The file's purpose.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">How large the file will be.</param>
/// <param name="Status"><c>pending</c>, <c>completed</c> or <c>cancelled</c>.</param>
/// <param name="FileId">The file; null until it is there.</param>
/// <param name="FileExpiresSeconds">After how long the file deletes itself; null: never.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="ExpiresAt">Until when it must be completed.</param>
internal sealed record UploadRecord(
    string Id, string Filename, string Purpose, string ContentType, long Bytes, string Status, string? FileId, long? FileExpiresSeconds, long CreatedAt, long ExpiresAt)
{
    public const string Pending = "pending";
    public const string Completed = "completed";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";
}
