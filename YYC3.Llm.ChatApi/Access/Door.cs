using Microsoft.AspNetCore.Authorization;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Health;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Which calls need a key, and what the key must be good for. What is not opened here, or by its endpoint's AllowAnonymous, is closed.</summary>
internal static class Door
{
    private static readonly PathString Api = "/v1";
    private static readonly PathString Organization = "/v1/organization";
    private static readonly PathString Admin = "/admin";

    /// <summary>Whether anybody may call this: probes, documents, and addresses outside of the API where there is nothing.</summary>
    public static bool IsOpen(HttpContext context)
    {
        var path = context.Request.Path;
        if (HealthExtensions.IsProbe(path))
        {
            return true;
        }

        return context.GetEndpoint() is { } endpoint
            ? endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            : !path.StartsWithSegments(Api) && !path.StartsWithSegments(Admin);
    }

    /// <summary>Why this principal may not make this call; null when it may.</summary>
    public static ApiException? Refuse(Principal principal, HttpRequest request)
    {
        if (principal.Role == KeyRole.None)
        {
            return ApiException.Forbidden("The service account of this API key has no role in its project. An admin gives it one with POST /v1/organization/projects/{project_id}/service_accounts/{service_account_id} {\"role\":\"member\"}.");
        }

        var path = request.Path;
        if (principal.Role != KeyRole.Admin && NeedsAdmin(path))
        {
            return ApiException.Forbidden($"{request.Method} {path} needs an admin API key. Ask whoever runs this installation for one (POST /v1/organization/admin_api_keys makes it).");
        }

        if (principal.Scopes.Count > 0 && path.StartsWithSegments(Api) && Scopes.For(request.Method, path) is var scope && !principal.Scopes.Contains(scope))
        {
            return new ApiException(403, $"This API key is restricted to some scopes, and {scope} is not one of them. Use a key that has it.", ApiException.InvalidRequest, null, "missing_scope");
        }

        return null;
    }

    private static bool NeedsAdmin(PathString path) =>
        path.StartsWithSegments(Organization) || path.StartsWithSegments(Admin) || HealthExtensions.IsMetrics(path);
}
