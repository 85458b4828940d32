namespace YYC3.Llm.RagService.Indexing;

/// <summary>The index does not answer: work on it is done later, and searches are refused until it does.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">Why.</param>
internal class IndexAwayException(string message, Exception? cause = null) : Exception(message, cause);
