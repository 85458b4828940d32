using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Takes the key out of a request: <c>Authorization: Bearer …</c> as OpenAI's clients send it, or <c>x-api-key: …</c> as Anthropic's do.</summary>
internal static class PresentedKey
{
    private const string Scheme = "Bearer ";
    private const string AnthropicHeader = "x-api-key";

    /// <summary>Finds the key.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="error">Why there is none; null when one was found.</param>
    public static ReadOnlySpan<char> In(IHeaderDictionary headers, out ApiException? error)
    {
        error = null;
        var authorization = headers.Authorization;
        if (authorization.Count == 0)
        {
            var direct = headers[AnthropicHeader];
            if (direct.Count == 1 && direct[0].AsSpan().Trim() is { Length: > 0 and <= KeyHash.LongestKey } key)
            {
                return key;
            }

            error = direct.Count == 0 ? Missing() : Malformed();
            return default;
        }

        if (authorization.Count == 1
            && authorization[0].AsSpan().Trim() is var value
            && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && value[Scheme.Length..].Trim() is { Length: > 0 and <= KeyHash.LongestKey } bearer
            && !bearer.Contains(' '))
        {
            return bearer;
        }

        error = Malformed();
        return default;
    }

    private static ApiException Missing() => ApiException.Unauthorized(
        $"No API key came with the call. Send one in the header 'Authorization: Bearer {ApiKey.Prefix}…'; an admin makes keys with POST /v1/organization/projects/{{project_id}}/service_accounts.",
        "missing_api_key");

    private static ApiException Malformed() => ApiException.Unauthorized(
        $"The header with the API key cannot be read. It must be exactly one 'Authorization: Bearer {ApiKey.Prefix}…' (or 'x-api-key: {ApiKey.Prefix}…').",
        "malformed_authorization");
}
