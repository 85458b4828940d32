using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary><c>/v1/organization/projects/{project_id}/api_keys</c>: which keys a project has, and taking them away. They are made with their service accounts.</summary>
internal static class ProjectApiKeyEndpoints
{
    public static void Map(IEndpointRouteBuilder organization)
    {
        var keys = organization.MapGroup("/projects/{project_id}/api_keys").WithTags("Project API keys");
        keys.MapGet("", ListAsync).WithSummary("List a project's API keys")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the key with this id.")
            .WithQuery("owner_project_access", "string", "Only keys whose owner has access to the project (active), or has none (inactive); any when left out.");
        keys.MapGet("{api_key_id}", GetAsync).WithSummary("Retrieve a project's API key");
        keys.MapDelete("{api_key_id}", DeleteAsync).WithSummary("Delete a project's API key").WithDescription("It stops working at once, on every instance within a second.");
    }

    private static async Task<Ok<Page<ProjectApiKey>>> ListAsync(
        [FromRoute(Name = "project_id")] string projectId, HttpRequest request, ProjectStore projects, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        var page = PageRequest.From(request.Query);
        bool? access = (string?)request.Query["owner_project_access"] switch
        {
            null or "any" => null,
            "active" => true,
            "inactive" => false,
            _ => throw ApiException.BadRequest("owner_project_access", "Invalid value for 'owner_project_access': expected 'active', 'inactive' or 'any'.", "invalid_value"),
        };
        var project = await projects.FindAsync(projectId, cancellationToken);
        var rows = await keys.ListAsync(new TenantId(project.Id), page, admin: false, access, cancellationToken) ?? throw PageRequest.UnknownCursor();
        return TypedResults.Ok(Page.Of(rows, page, ProjectApiKey.From, row => row.Id));
    }

    private static async Task<Ok<ProjectApiKey>> GetAsync(
        [FromRoute(Name = "project_id")] string projectId, [FromRoute(Name = "api_key_id")] string id, ProjectStore projects, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        var project = await projects.FindAsync(projectId, cancellationToken);
        var row = PlainId.IsOne(id) ? await keys.FindAsync(new TenantId(project.Id), id, admin: false, cancellationToken) : null;
        return TypedResults.Ok(ProjectApiKey.From(row ?? throw Missing(id)));
    }

    private static async Task<Ok<Deleted>> DeleteAsync(
        [FromRoute(Name = "project_id")] string projectId,
        [FromRoute(Name = "api_key_id")] string id,
        ProjectStore projects,
        ApiKeyStore keys,
        KeyChanges changes,
        CancellationToken cancellationToken)
    {
        var project = await projects.FindAsync(projectId, cancellationToken);
        if (!PlainId.IsOne(id) || !await keys.RevokeAsync(new TenantId(project.Id), id, admin: false, cancellationToken))
        {
            throw Missing(id);
        }

        await changes.KeysChangedAsync(new TenantId(project.Id), [id]);
        return TypedResults.Ok(new Deleted("organization.project.api_key.deleted", id, true));
    }

    private static ApiException Missing(string id) => ApiException.NotFound("api key", id, "api_key_id");
}
