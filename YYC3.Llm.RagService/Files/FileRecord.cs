namespace YYC3.Llm.RagService.Files;

/// <summary>An uploaded file, as stored. Times are UTC microseconds.</summary>
/// <param name="Id">Its id, <c>file-…</c>.</param>
/// <param name="Filename">The name it was uploaded under.</param>
/// <param name="Purpose">OpenAI's purpose, such as <c>assistants</c>.</param>
/// <param name="ContentType">The media type that the uploader gave, else <c>application/octet-stream</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">The hash of its bytes, in lowercase hexadecimal digits.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
/// <param name="ExpiresAt">When it deletes itself; null: never.</param>
internal sealed record FileRecord(string Id, string Filename, string Purpose, string ContentType, long Bytes, string Sha256, long CreatedAt, long? ExpiresAt);
