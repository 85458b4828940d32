using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>Hands the head of a service's answer on to the caller.</summary>
internal static class AnswerHead
{
    // Of one connection only (RFC 9110, 7.6.1), or set by our own server.
    private static readonly FrozenSet<string> Ours = new[] { "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Proxy-Authenticate", "Trailer", "Date", "Server" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static void Copy(HttpResponseMessage from, HttpResponse to)
    {
        to.StatusCode = (int)from.StatusCode;
        Copy(from.Headers.NonValidated, to.Headers);
        Copy(from.Content.Headers.NonValidated, to.Headers);
        if (to.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            ApiError.EndConnection(to);
        }
    }

    /// <summary>The head of an event stream that no proxy may hold back.</summary>
    public static void OpenEventStream(HttpResponse to)
    {
        to.ContentType = "text/event-stream; charset=utf-8";
        to.Headers.CacheControl = "no-cache";
        to.Headers["X-Accel-Buffering"] = "no";
    }

    private static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from)
        {
            // What the edge has already said, such as x-request-id, stays.
            if (!Ours.Contains(name) && !to.ContainsKey(name))
            {
                to[name] = values.Count == 1 ? values.ToString() : new StringValues([.. values]);
            }
        }
    }
}
