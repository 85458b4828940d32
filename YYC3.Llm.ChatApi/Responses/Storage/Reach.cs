using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Responses.Storage;

/// <summary>Who may reach which responses: a key of one user that user's, a key of a service all of its project's.</summary>
/// <param name="Tenant">The project.</param>
/// <param name="User">The user that the key belongs to; null: it serves many.</param>
internal readonly record struct Reach(TenantId Tenant, string? User)
{
    /// <summary>Whether a response is within reach.</summary>
    public bool Has(StoredResponse response) => User is null || User == response.Caller.User;
}
