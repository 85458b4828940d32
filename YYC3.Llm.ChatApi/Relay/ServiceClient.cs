using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Http;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>One service behind the edge: its address, its connections, and the caller's identity on each request.</summary>
internal sealed class ServiceClient : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    // Taking an address apart showed in a relay's profile, at some two percent; these are asked for again and again.
    private static readonly string[] Frequent = ["/v1/chat/completions", "/v1/embeddings", "/v1/messages", "/v1/rerank"];

    private readonly Uri address;
    private readonly FrozenDictionary<string, Uri> frequent;
    private readonly string title;
    private readonly string internalKey;

    // No HttpClient: its time-out and its handler chain cost more than the relay itself, and Router owns the deadlines.
    private readonly HttpMessageInvoker connections = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null, // Ours sends the trace on without a span of its own: the service's own span begins where the edge's relay does.
        MeterFactory = UnobservedMeters.Instance,
    });

    /// <param name="name">The resource's name, such as <c>router</c>; its address is <c>services:{name}:http:0</c>.</param>
    /// <param name="title">What a caller is told is down, such as <c>the model router</c>.</param>
    /// <param name="configuration">Holds the address.</param>
    /// <param name="key">The secret that the services share.</param>
    /// <exception cref="StartupException">The address is missing.</exception>
    public ServiceClient(string name, string title, IConfiguration configuration, InternalKey key)
    {
        this.title = title;
        internalKey = key.Value;
        address = Uri.TryCreate(configuration[$"services:{name}:http:0"], UriKind.Absolute, out var configured)
            ? configured
            : throw new StartupException($"The address of {name} is missing. AppHost sets it; a ChatApi started alone needs the environment variable services__{name}__http__0, such as http://localhost:5001.");
        frequent = Frequent.ToFrozenDictionary(path => path, path => new Uri(address, path), StringComparer.Ordinal);
    }

    /// <summary>Sends a call and comes back with the head of the answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pathAndQuery">The path on the service.</param>
    /// <param name="content">The body; null for none.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="cancellationToken">Ends the call, on the service's side too.</param>
    /// <exception cref="ApiException">503: the service does not answer.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, CallerIdentity caller, CancellationToken cancellationToken) =>
        SendAsync(method, pathAndQuery, content, caller, null, cancellationToken);

    /// <summary>Sends a call and comes back with the head of the answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pathAndQuery">The path on the service.</param>
    /// <param name="content">The body; null for none.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="headers">The caller's headers, of which some travel on; null for none.</param>
    /// <param name="cancellationToken">Ends the call, on the service's side too.</param>
    /// <exception cref="ApiException">503: the service does not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, HttpContent? content, CallerIdentity caller, IHeaderDictionary? headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, frequent.GetValueOrDefault(pathAndQuery) ?? new Uri(address, pathAndQuery)) { Content = content };
        caller.AddTo(request, internalKey);
        if (headers is not null)
        {
            TravellingHeaders.Copy(headers, request);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            request.Headers.TryAddWithoutValidation("traceparent", activity.Id);
        }

        try
        {
            return await connections.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw Down(failure);
        }
    }

    /// <summary>What a caller is told when the service breaks off.</summary>
    /// <param name="failure">How it broke off.</param>
    public ApiException Down(Exception failure) => ApiException.Unavailable(
        failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
            ? $"The service behind this call ({title}) does not answer. It is being restarted; try again in a moment."
            : $"The service behind this call ({title}) broke off. Try again.",
        Soon);

    public void Dispose() => connections.Dispose();
}
