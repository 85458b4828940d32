using System.Text.Json;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary><c>/v1/vector_stores/{id}/evaluations</c>, of our own.</summary>
internal static class EvaluationEndpoints
{
    public static IServiceCollection AddEvaluations(this IServiceCollection services) =>
        services.AddSingleton<EvaluationStore>().AddSingleton<QuestionWriter>().AddSingleton<Evaluator>();

    public static void MapEvaluations(this IEndpointRouteBuilder app)
    {
        var evaluations = app.MapGroup("/v1/vector_stores/{storeId}/evaluations");
        evaluations.MapPost("", CreateAsync);
        evaluations.MapGet("", ListAsync);
        evaluations.MapGet("{evaluationId}", GetAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string storeId, Evaluator evaluator)
    {
        var request = EvaluationRequest.Read(await JsonFields.ReadAsync(context.Request, context.RequestAborted));
        var report = await evaluator.RunAsync(context.Caller().Tenant, storeId, request, context.RequestAborted);
        return report.Decision.IsRefusal
            ? throw new ApiException(StatusCodes.Status409Conflict, report.Decision.Reason + $" The evaluation is kept as {report.Id}.", ApiException.InvalidRequest, "settings", "quality_would_drop")
            : Answer.Json(report, RagJson.Wire.EvaluationObject);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string storeId, VectorStoreStore stores, EvaluationStore store)
    {
        var tenant = context.Caller().Tenant;
        await stores.RequireAsync(tenant, storeId, context.RequestAborted);
        var (reports, more) = await store.ListAsync(tenant, storeId, PageQuery.From(context.Request.Query, defaultLimit: 20, maxLimit: 100), context.RequestAborted);
        return Answer.Json(ListPage<JsonElement>.Of(reports, report => report.GetProperty("id").GetString()!, more), RagJson.Wire.ListPageJsonElement);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string storeId, string evaluationId, VectorStoreStore stores, EvaluationStore store)
    {
        var tenant = context.Caller().Tenant;
        await stores.RequireAsync(tenant, storeId, context.RequestAborted);
        var report = Ids.IsId(evaluationId, "vseval") ? await store.FindAsync(tenant, storeId, evaluationId, context.RequestAborted) : null;
        return Answer.Json(report ?? throw ApiException.NotFound("evaluation", evaluationId, "evaluation_id"), RagJson.Wire.JsonElement);
    }
}
