namespace YYC3.Llm.RagService.Uploads;

/// <summary>OpenAI's upload part object.</summary>
internal sealed record UploadPartObject(string Id, string Object, long CreatedAt, string UploadId);
