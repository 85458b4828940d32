using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary><c>/v1/vector_stores/{id}/search</c>, and the same over several stores for the other services.</summary>
internal static class SearchEndpoints
{
    private const int MaxStores = 64;

    public static void MapSearch(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/vector_stores/{storeId}/search", SearchAsync);
        app.MapPost("/internal/search", SearchManyAsync);
    }

    private static async Task<IResult> SearchAsync(HttpContext context, string storeId, Retriever retriever)
    {
        var request = SearchRequest.Read(await JsonFields.ReadAsync(context.Request, context.RequestAborted));
        return Answer.Json(await retriever.SearchAsync(context.Caller().Tenant, [storeId], "vector_store_id", request, withStore: false, context.RequestAborted), RagJson.Wire.SearchPage);
    }

    private static async Task<IResult> SearchManyAsync(HttpContext context, Retriever retriever)
    {
        var fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted);
        var storeIds = fields.Texts("vector_store_ids", MaxStores)?.Distinct(StringComparer.Ordinal).ToList() ?? throw fields.Missing("vector_store_ids");
        if (storeIds.Count == 0)
        {
            throw ApiException.BadRequest("vector_store_ids", "Invalid 'vector_store_ids': it is empty. Name at least one vector store.", "invalid_value");
        }

        var request = SearchRequest.Read(fields);
        return Answer.Json(await retriever.SearchAsync(context.Caller().Tenant, storeIds, "vector_store_ids", request, withStore: true, context.RequestAborted), RagJson.Wire.SearchPage);
    }
}
