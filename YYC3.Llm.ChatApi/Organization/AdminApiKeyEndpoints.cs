using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary><c>/v1/organization/admin_api_keys</c>: the keys that manage the installation.</summary>
internal static class AdminApiKeyEndpoints
{
    public static void Map(IEndpointRouteBuilder organization)
    {
        var keys = organization.MapGroup("/admin_api_keys").WithTags("Admin API keys");
        keys.MapGet("", ListAsync).WithSummary("List admin API keys")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the key with this id.")
            .WithQuery("order", "string", "By age: asc (oldest first, when left out) or desc.");
        keys.MapPost("", CreateAsync).WithSummary("Create an admin API key").Accepts<AdminApiKeyRequest>("application/json")
            .WithDescription("The answer holds the key in value, which is shown this once.");
        keys.MapGet("{key_id}", GetAsync).WithSummary("Retrieve an admin API key");
        keys.MapDelete("{key_id}", DeleteAsync).WithSummary("Delete an admin API key").WithDescription("It stops working at once, on every instance within a second.");
    }

    private static async Task<Ok<Page<AdminApiKey>>> ListAsync(HttpRequest request, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        var page = PageRequest.From(request.Query, ordered: true);
        var rows = await keys.ListAsync(TenantId.Default, page, admin: true, null, cancellationToken) ?? throw PageRequest.UnknownCursor();
        return TypedResults.Ok(Page.Of(rows, page, AdminApiKey.From, row => row.Id));
    }

    private static async Task<Ok<AdminApiKeyCreated>> CreateAsync(HttpContext context, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        var request = AdminApiKeyRequest.From(await JsonBody.ReadAsync(context));
        var lifetime = request.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var (row, value) = await keys.CreateAsync(
            TenantId.Default, new NewKey(request.Name, KeyRole.Admin, [], null, context.Principal().KeyId, lifetime), cancellationToken);
        return TypedResults.Ok(AdminApiKeyCreated.From(AdminApiKey.From(row), value));
    }

    private static async Task<Ok<AdminApiKey>> GetAsync([FromRoute(Name = "key_id")] string id, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        var row = PlainId.IsOne(id) ? await keys.FindAsync(TenantId.Default, id, admin: true, cancellationToken) : null;
        return TypedResults.Ok(AdminApiKey.From(row ?? throw Missing(id)));
    }

    private static async Task<Ok<Deleted>> DeleteAsync([FromRoute(Name = "key_id")] string id, ApiKeyStore keys, KeyChanges changes, CancellationToken cancellationToken)
    {
        if (id == BootstrapKey.Id)
        {
            throw ApiException.BadRequest("key_id", "The bootstrap key comes from the setting BootstrapKey; change it there.", "bootstrap_key");
        }

        if (!PlainId.IsOne(id) || !await keys.RevokeAsync(TenantId.Default, id, admin: true, cancellationToken))
        {
            throw Missing(id);
        }

        await changes.KeysChangedAsync(TenantId.Default, [id]);
        return TypedResults.Ok(new Deleted("organization.admin_api_key.deleted", id, true));
    }

    private static ApiException Missing(string id) => ApiException.NotFound("api key", id, "key_id");
}
