using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Why a key does not open, in words that tell its holder what to do.</summary>
internal static class KeyRefusals
{
    private const string AskForAnother = "Ask an admin for a new one (POST /v1/organization/projects/{project_id}/service_accounts makes it).";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>The answer to a key that does not open.</summary>
    /// <param name="entry">What was found out; an active key has expired.</param>
    /// <param name="key">The key, of which only a few characters are repeated.</param>
    public static ApiException For(KeyEntry entry, ReadOnlySpan<char> key) => entry.State switch
    {
        KeyState.Unavailable => ApiException.Unavailable("API keys cannot be checked right now: the database does not answer. Nothing is wrong with yours; try again in a moment.", RetryAfter),
        KeyState.Revoked => ApiException.Unauthorized($"This API key ({ApiKey.Redact(key)}) was revoked. {AskForAnother}", "revoked_api_key"),
        KeyState.Archived => ApiException.Unauthorized($"The project of this API key ({ApiKey.Redact(key)}) was archived. Use a key of another project.", "project_archived"),
        KeyState.Active => ApiException.Unauthorized($"This API key ({ApiKey.Redact(key)}) expired at {entry.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}. {AskForAnother}", "expired_api_key"),
        _ => ApiException.Unauthorized($"Incorrect API key provided: {ApiKey.Redact(key)}. Check it for missing characters; keys of this installation start with {ApiKey.Prefix}. {AskForAnother}"),
    };
}
