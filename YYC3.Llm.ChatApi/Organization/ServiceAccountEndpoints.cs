using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary><c>/v1/organization/projects/{project_id}/service_accounts</c>: the programs that call, and their keys.</summary>
internal static class ServiceAccountEndpoints
{
    private const string DefaultKeyName = "Secret key";

    public static void Map(IEndpointRouteBuilder organization)
    {
        var accounts = organization.MapGroup("/projects/{project_id}/service_accounts").WithTags("Service accounts");
        accounts.MapGet("", ListAsync).WithSummary("List service accounts")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the service account with this id.");
        accounts.MapPost("", CreateAsync).WithSummary("Create a service account").Accepts<ServiceAccountRequest>("application/json")
            .WithDescription("The answer holds its API key in api_key.value, which is shown this once.");
        accounts.MapGet("{service_account_id}", GetAsync).WithSummary("Retrieve a service account");
        accounts.MapPost("{service_account_id}", UpdateAsync).WithSummary("Modify a service account").Accepts<ServiceAccountUpdateRequest>("application/json");
        accounts.MapDelete("{service_account_id}", DeleteAsync).WithSummary("Delete a service account").WithDescription("Its keys stop working at once.");
        accounts.MapPost("{service_account_id}/api_keys", CreateKeyAsync).WithSummary("Create another key for a service account").Accepts<ServiceAccountKeyRequest>("application/json")
            .WithDescription("The answer holds the key in value, which is shown this once.");
    }

    private static async Task<Ok<Page<ServiceAccount>>> ListAsync(
        [FromRoute(Name = "project_id")] string projectId, HttpRequest request, ProjectStore projects, ServiceAccountStore accounts, CancellationToken cancellationToken)
    {
        var page = PageRequest.From(request.Query);
        var project = await projects.FindAsync(projectId, cancellationToken);
        var rows = await accounts.ListAsync(new TenantId(project.Id), page, cancellationToken) ?? throw PageRequest.UnknownCursor();
        return TypedResults.Ok(Page.Of(rows, page, ServiceAccount.From, row => row.Id));
    }

    private static async Task<Ok<ServiceAccountCreated>> CreateAsync(
        [FromRoute(Name = "project_id")] string projectId, HttpContext context, ProjectStore projects, ServiceAccountStore accounts, CancellationToken cancellationToken)
    {
        var request = ServiceAccountRequest.From(await JsonBody.ReadAsync(context));
        var project = await projects.FindActiveAsync(projectId, cancellationToken);
        var (account, key, value) = await accounts.CreateAsync(
            new TenantId(project.Id), request.Name, request.CreateServiceAccountOnly is not true, context.Principal().KeyId, cancellationToken);
        return TypedResults.Ok(ServiceAccountCreated.From(account, key is null ? null : ServiceAccountKey.From(key, value!)));
    }

    private static async Task<Ok<ServiceAccount>> GetAsync(
        [FromRoute(Name = "project_id")] string projectId, [FromRoute(Name = "service_account_id")] string id, ProjectStore projects, ServiceAccountStore accounts, CancellationToken cancellationToken)
    {
        var project = await projects.FindAsync(projectId, cancellationToken);
        return TypedResults.Ok(ServiceAccount.From(await FindAsync(accounts, project, id, cancellationToken)));
    }

    private static async Task<Ok<ServiceAccount>> UpdateAsync(
        [FromRoute(Name = "project_id")] string projectId,
        [FromRoute(Name = "service_account_id")] string id,
        HttpContext context,
        ProjectStore projects,
        ServiceAccountStore accounts,
        KeyChanges changes,
        CancellationToken cancellationToken)
    {
        var request = ServiceAccountUpdateRequest.From(await JsonBody.ReadAsync(context));
        var project = await projects.FindActiveAsync(projectId, cancellationToken);
        await FindAsync(accounts, project, id, cancellationToken);
        var (account, keys) = await accounts.UpdateAsync(new TenantId(project.Id), id, request.Name, request.Role, cancellationToken) ?? throw Missing(id);
        await changes.KeysChangedAsync(new TenantId(project.Id), keys);
        return TypedResults.Ok(ServiceAccount.From(account));
    }

    private static async Task<Ok<Deleted>> DeleteAsync(
        [FromRoute(Name = "project_id")] string projectId,
        [FromRoute(Name = "service_account_id")] string id,
        ProjectStore projects,
        ServiceAccountStore accounts,
        KeyChanges changes,
        CancellationToken cancellationToken)
    {
        var project = await projects.FindAsync(projectId, cancellationToken);
        await FindAsync(accounts, project, id, cancellationToken);
        var revoked = await accounts.DeleteAsync(new TenantId(project.Id), id, cancellationToken) ?? throw Missing(id);
        await changes.KeysChangedAsync(new TenantId(project.Id), revoked);
        return TypedResults.Ok(new Deleted("organization.project.service_account.deleted", id, true));
    }

    private static async Task<Ok<ServiceAccountKey>> CreateKeyAsync(
        [FromRoute(Name = "project_id")] string projectId,
        [FromRoute(Name = "service_account_id")] string id,
        HttpContext context,
        ProjectStore projects,
        ServiceAccountStore accounts,
        ApiKeyStore keys,
        CancellationToken cancellationToken)
    {
        var request = ServiceAccountKeyRequest.From(await JsonBody.ReadAsync(context));
        var project = await projects.FindActiveAsync(projectId, cancellationToken);
        var account = await FindAsync(accounts, project, id, cancellationToken);
        var (key, value) = await keys.CreateAsync(
            new TenantId(project.Id), new NewKey(request.Name ?? DefaultKeyName, KeyRole.Member, request.Scopes ?? [], account.Id, context.Principal().KeyId, null), cancellationToken);
        return TypedResults.Ok(ServiceAccountKey.From(key, value));
    }

    private static async Task<ServiceAccountRow> FindAsync(ServiceAccountStore accounts, ProjectRow project, string id, CancellationToken cancellationToken) =>
        (PlainId.IsOne(id) ? await accounts.FindAsync(new TenantId(project.Id), id, cancellationToken) : null) ?? throw Missing(id);

    private static ApiException Missing(string id) => ApiException.NotFound("service account", id, "service_account_id");
}
