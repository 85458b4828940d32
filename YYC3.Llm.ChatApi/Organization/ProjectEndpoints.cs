using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary><c>/v1/organization/projects</c>: the tenants of the installation.</summary>
internal static class ProjectEndpoints
{
    public static void Map(IEndpointRouteBuilder organization)
    {
        var projects = organization.MapGroup("/projects").WithTags("Projects");
        projects.MapGet("", ListAsync).WithSummary("List projects")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the project with this id.")
            .WithQuery("include_archived", "boolean", "Archived projects as well; false when left out.");
        projects.MapPost("", CreateAsync).WithSummary("Create a project").Accepts<ProjectRequest>("application/json");
        projects.MapGet("{project_id}", GetAsync).WithSummary("Retrieve a project");
        projects.MapPost("{project_id}", RenameAsync).WithSummary("Modify a project").Accepts<ProjectRequest>("application/json");
        projects.MapPost("{project_id}/archive", ArchiveAsync).WithSummary("Archive a project")
            .WithDescription("Its keys stop working at once; what it holds is kept. An archived project cannot be changed.");
    }

    /// <summary>The project of an address.</summary>
    /// <exception cref="ApiException">404: there is none.</exception>
    public static async Task<ProjectRow> FindAsync(this ProjectStore projects, string id, CancellationToken cancellationToken) =>
        (PlainId.IsOne(id) ? await projects.FindAsync(new TenantId(id), cancellationToken) : null)
        ?? throw ApiException.NotFound("project", id, "project_id");

    /// <summary>The project of an address, for a change in it.</summary>
    /// <exception cref="ApiException">404: there is none; 400: it is archived.</exception>
    public static async Task<ProjectRow> FindActiveAsync(this ProjectStore projects, string id, CancellationToken cancellationToken)
    {
        var row = await projects.FindAsync(id, cancellationToken);
        return row.ArchivedAt is null ? row : throw Archived(id);
    }

    private static async Task<Ok<Page<Project>>> ListAsync(HttpRequest request, ProjectStore projects, CancellationToken cancellationToken)
    {
        var page = PageRequest.From(request.Query);
        var includeArchived = (string?)request.Query["include_archived"] switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw ApiException.BadRequest("include_archived", "Invalid value for 'include_archived': expected 'true' or 'false'.", "invalid_value"),
        };
        var rows = await projects.ListAsync(page, includeArchived, cancellationToken) ?? throw PageRequest.UnknownCursor();
        return TypedResults.Ok(Page.Of(rows, page, Project.From, row => row.Id));
    }

    private static async Task<Ok<Project>> CreateAsync(HttpContext context, ProjectStore projects, CancellationToken cancellationToken)
    {
        var request = ProjectRequest.From(await JsonBody.ReadAsync(context), creates: true);
        return TypedResults.Ok(Project.From(await projects.CreateAsync(request.Name!, cancellationToken)));
    }

    private static async Task<Ok<Project>> GetAsync([FromRoute(Name = "project_id")] string projectId, ProjectStore projects, CancellationToken cancellationToken) =>
        TypedResults.Ok(Project.From(await projects.FindAsync(projectId, cancellationToken)));

    private static async Task<Ok<Project>> RenameAsync(
        [FromRoute(Name = "project_id")] string projectId, HttpContext context, ProjectStore projects, CancellationToken cancellationToken)
    {
        var request = ProjectRequest.From(await JsonBody.ReadAsync(context), creates: false);
        var row = await projects.FindActiveAsync(projectId, cancellationToken);
        if (request.Name is not null && !await projects.RenameAsync(new TenantId(row.Id), request.Name, cancellationToken))
        {
            throw Archived(projectId);
        }

        return TypedResults.Ok(Project.From(row with { Name = request.Name ?? row.Name }));
    }

    private static async Task<Ok<Project>> ArchiveAsync(
        [FromRoute(Name = "project_id")] string projectId, ProjectStore projects, KeyChanges changes, CancellationToken cancellationToken)
    {
        var tenant = new TenantId((await projects.FindAsync(projectId, cancellationToken)).Id);
        if (tenant == TenantId.Default)
        {
            throw ApiException.BadRequest("project_id", "The default project cannot be archived: the admin keys belong to it.", "default_project");
        }

        await projects.ArchiveAsync(tenant, cancellationToken);
        await changes.ProjectChangedAsync(tenant);
        return TypedResults.Ok(Project.From(await projects.FindAsync(projectId, cancellationToken)));
    }

    private static ApiException Archived(string id) => ApiException.BadRequest("project_id", $"The project '{id}' is archived and cannot be changed.", "project_archived");
}
