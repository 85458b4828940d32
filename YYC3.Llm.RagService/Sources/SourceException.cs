namespace YYC3.Llm.RagService.Sources;

/// <summary>A source, or a document of it, cannot be read.</summary>
/// <param name="message">Why; who made the source reads it.</param>
/// <param name="cause">What went wrong.</param>
internal sealed class SourceException(string message, Exception? cause = null) : Exception(message, cause);
