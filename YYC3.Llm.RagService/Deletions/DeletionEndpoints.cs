using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Deletions;

/// <summary><c>/v1/deletions</c>, of our own: receipts.</summary>
internal static class DeletionEndpoints
{
    /// <summary>The header by which a deletion's answer names its receipt.</summary>
    private const string Header = "x-yyc3-deletion";

    public static IServiceCollection AddDeletions(this IServiceCollection services) =>
        services.AddSingleton<DeletionStore>().AddSingleton<DeletionProbe>().AddSingleton<IJobHandler, VerifyDeletion>();

    public static void MapDeletions(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/deletions", ListAsync);
        app.MapGet("/v1/deletions/{deletionId}", GetAsync);
    }

    /// <summary>Names a deletion's receipt in its answer.</summary>
    public static void NameDeletion(this HttpContext context, string deletion) => context.Response.Headers[Header] = deletion;

    private static async Task<IResult> ListAsync(HttpContext context, DeletionStore store)
    {
        var tenant = context.Caller().Tenant;
        var (deletions, more) = await store.ListAsync(tenant, PageQuery.From(context.Request.Query, defaultLimit: 20, maxLimit: 100), context.RequestAborted);
        var shown = new List<DeletionObject>(deletions.Count);
        foreach (var deletion in deletions)
        {
            shown.Add(DeletionObject.Of(deletion, await store.GenerationsAsync(tenant, deletion.Id, context.RequestAborted), null));
        }

        return Answer.Json(ListPage<DeletionObject>.Of(shown, deletion => deletion.Id, more), RagJson.Wire.ListPageDeletionObject);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string deletionId, DeletionStore store, DeletionProbe probe)
    {
        var tenant = context.Caller().Tenant;
        var deletion = (Ids.IsId(deletionId, "del") ? await store.FindAsync(tenant, deletionId, context.RequestAborted) : null) ?? throw ApiException.NotFound("deletion", deletionId, "deletion_id");
        var generations = await store.GenerationsAsync(tenant, deletionId, context.RequestAborted);
        return Answer.Json(DeletionObject.Of(deletion, generations, await probe.LookAsync(tenant, deletion, generations, context.RequestAborted)), RagJson.Wire.DeletionObject);
    }
}
