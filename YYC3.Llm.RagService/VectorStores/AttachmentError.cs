namespace YYC3.Llm.RagService.VectorStores;

/// <summary>Why a file could not be read.</summary>
/// <param name="Code"><c>server_error</c>, <c>unsupported_file</c> or <c>invalid_file</c>.</param>
/// <param name="Message">The reason, for a person.</param>
internal sealed record AttachmentError(string Code, string Message);
