namespace YYC3.Llm.ChatApi.Access;

/// <summary>A note that a key, or all keys of a project, are no longer what instances may remember.</summary>
/// <param name="Id">The note's id.</param>
/// <param name="Tenant">The project.</param>
/// <param name="KeyId">The key; null: all of the project.</param>
/// <param name="At">When it was written, as UTC microseconds.</param>
internal sealed record KeyChange(string Id, string Tenant, string? KeyId, long At);
