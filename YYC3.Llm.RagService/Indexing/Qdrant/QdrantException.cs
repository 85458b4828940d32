using System.Net;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>Qdrant refused a call, or was not reached.</summary>
/// <param name="message">What it said.</param>
/// <param name="status">Its status; null when it was not reached.</param>
/// <param name="cause">Why it was not reached.</param>
internal sealed class QdrantException(string message, HttpStatusCode? status, Exception? cause = null) : IndexAwayException(message, cause)
{
    /// <summary>Its status; null when it was not reached.</summary>
    public HttpStatusCode? Status => status;
}
