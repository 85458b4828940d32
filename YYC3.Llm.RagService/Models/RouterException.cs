using System.Net;

namespace YYC3.Llm.RagService.Models;

/// <summary>Router did not do what it was asked to.</summary>
/// <param name="message">What it said.</param>
/// <param name="status">Its status; null when it was not reached.</param>
/// <param name="cause">Why it was not reached.</param>
internal sealed class RouterException(string message, HttpStatusCode? status, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Router's status; null when it was not reached.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>When to ask again, as Router said; null: it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool MayPass => status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
