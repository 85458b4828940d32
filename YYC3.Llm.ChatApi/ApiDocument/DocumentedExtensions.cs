using System.Net.Mime;
using System.Reflection;

namespace YYC3.Llm.ChatApi.ApiDocument;

/// <summary>Puts endpoints into the document.</summary>
internal static class DocumentedExtensions
{
    // The API explorer lists what has a method; a relay is one for all of them.
    private static readonly MethodInfo Relay = ((RequestDelegate)RelayAsync).Method;

    /// <summary>Documents an endpoint that is a plain <see cref="RequestDelegate"/>.</summary>
    /// <param name="endpoint">The endpoint; the parameters of its path are found in its pattern.</param>
    /// <param name="tag">The heading that it stands under.</param>
    /// <param name="summary">What it does, in a few words.</param>
    /// <param name="response">What the answer is.</param>
    /// <param name="request">What the body is, such as "OpenAI's chat completion request"; null: it takes none.</param>
    /// <param name="description">More about it, in Markdown.</param>
    /// <param name="streams">The answer may come as server-sent events.</param>
    /// <param name="requestType">The body's media type.</param>
    /// <param name="responseType">The answer's media type.</param>
    public static T Documented<T>(
        this T endpoint,
        string tag,
        string summary,
        string response,
        string? request = null,
        string? description = null,
        bool streams = false,
        string requestType = MediaTypeNames.Application.Json,
        string responseType = MediaTypeNames.Application.Json)
        where T : IEndpointConventionBuilder
    {
        endpoint.WithTags(tag).WithSummary(summary).WithMetadata(Relay, new RelayDoc(request, response, streams, requestType, responseType));
        return description is null ? endpoint : endpoint.WithDescription(description);
    }

    /// <summary>Documents a query parameter.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="type">Its JSON type: <c>string</c>, <c>integer</c> or <c>boolean</c>.</param>
    /// <param name="description">Its range, default and meaning.</param>
    public static T WithQuery<T>(this T endpoint, string name, string type, string description)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new QueryDoc(name, type, description));

    private static Task RelayAsync(HttpContext context) => Task.CompletedTask;
}
