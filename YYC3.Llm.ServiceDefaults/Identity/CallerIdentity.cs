using Microsoft.AspNetCore.Http;

namespace YYC3.Llm.ServiceDefaults.Identity;

/// <summary>Who calls, as ChatApi found out and the other services believe beside the internal key.</summary>
/// <param name="Tenant">The project.</param>
/// <param name="KeyId">The API key's id, such as <c>key_…</c>.</param>
/// <param name="User">The user within the project; null when none is known.</param>
/// <param name="Conversation">The conversation; null outside of one.</param>
/// <param name="RequestId">The id of the call, such as <c>req_…</c>.</param>
public sealed record CallerIdentity(TenantId Tenant, string KeyId, string? User, string? Conversation, string RequestId)
{
    /// <summary>How the caller steers its call: headers of <see cref="CallerHeaders.Steering"/>, checked. Sent on; the service that minds one reads it from its own request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Steering { get; init; } = [];

    /// <summary>Puts the identity on a request to another service.</summary>
    /// <param name="request">The request.</param>
    /// <param name="internalKey">The secret that the services share.</param>
    public void AddTo(HttpRequestMessage request, string internalKey)
    {
        var headers = request.Headers;
        headers.TryAddWithoutValidation(CallerHeaders.Internal, internalKey);
        headers.TryAddWithoutValidation(CallerHeaders.Tenant, Tenant.Value);
        headers.TryAddWithoutValidation(CallerHeaders.KeyId, KeyId);
        headers.TryAddWithoutValidation(CallerHeaders.RequestId, RequestId);
        if (User is not null)
        {
            // Callers name their users freely; a header holds ASCII only.
            headers.TryAddWithoutValidation(CallerHeaders.User, Uri.EscapeDataString(User));
        }

        if (Conversation is not null)
        {
            headers.TryAddWithoutValidation(CallerHeaders.Conversation, Conversation);
        }

        foreach (var (name, value) in Steering)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Reads the identity from a request whose internal key has been checked.</summary>
    /// <param name="headers">The request's headers.</param>
    public static CallerIdentity From(IHeaderDictionary headers) => new(
        headers[CallerHeaders.Tenant].ToString() is { Length: > 0 } tenant ? new TenantId(tenant) : TenantId.Default,
        headers[CallerHeaders.KeyId].ToString(),
        headers[CallerHeaders.User].ToString() is { Length: > 0 } user ? Uri.UnescapeDataString(user) : null,
        headers[CallerHeaders.Conversation].ToString() is { Length: > 0 } conversation ? conversation : null,
        headers[CallerHeaders.RequestId].ToString());
}
