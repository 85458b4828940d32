using System.Text.Json;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Sources;

/// <summary><c>/v1/vector_stores/{id}/sources</c>, of our own: places whose documents a vector store follows.</summary>
internal static class SourceEndpoints
{
    private const int DefaultInterval = 300;
    private const int LongestInterval = 30 * 24 * 60 * 60;
    private const int MaxPatterns = 100;

    public static void MapSources(this IEndpointRouteBuilder app)
    {
        var sources = app.MapGroup("/v1/vector_stores/{storeId}/sources");
        sources.MapPost("", CreateAsync);
        sources.MapGet("", ListAsync);
        sources.MapGet("{sourceId}", GetAsync);
        sources.MapPost("{sourceId}/sync", SyncAsync);
        sources.MapDelete("{sourceId}", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string storeId, VectorStoreStore stores, SourceStore store, IEnumerable<ISourceReader> readers, JobSignal jobs, TimeProvider time)
    {
        var tenant = context.Caller().Tenant;
        await stores.RequireAsync(tenant, storeId, context.RequestAborted);
        var fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted);
        var type = fields.RequiredText("type");
        var reader = readers.FirstOrDefault(one => one.Name == type)
            ?? throw ApiException.BadRequest("type", $"Invalid 'type': expected one of {string.Join(", ", readers.Select(one => one.Name))}.", "invalid_value");
        var location = fields.RequiredText("location", 2048);
        var patterns = fields.Texts("patterns", MaxPatterns, 256) ?? [];
        var interval = fields.Integer("interval_seconds", 1, LongestInterval) ?? DefaultInterval;
        var chunking = ChunkingField.Read(fields);
        fields.RefuseOthers();
        var source = new SourceRecord(
            Ids.New("src", time), storeId, type, reader.Check(location), JsonSerializer.Serialize(patterns, RagJson.Wire.ListString), interval, chunking.MaxTokens, chunking.OverlapTokens, time.GetUtcNow().ToMicroseconds(), null, null, 0);
        await store.AddAsync(tenant, source, context.RequestAborted);
        jobs.Ring();
        return Answer.Json(SourceObject.Of(source), RagJson.Wire.SourceObject);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string storeId, VectorStoreStore stores, SourceStore store)
    {
        var tenant = context.Caller().Tenant;
        await stores.RequireAsync(tenant, storeId, context.RequestAborted);
        var (sources, more) = await store.ListAsync(tenant, storeId, PageQuery.From(context.Request.Query, defaultLimit: 20, maxLimit: 100), context.RequestAborted);
        return Answer.Json(ListPage<SourceObject>.Of([.. sources.Select(SourceObject.Of)], source => source.Id, more), RagJson.Wire.ListPageSourceObject);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string storeId, string sourceId, SourceStore store) =>
        Answer.Json(SourceObject.Of(await FindAsync(context, storeId, sourceId, store)), RagJson.Wire.SourceObject);

    private static async Task<IResult> SyncAsync(HttpContext context, string storeId, string sourceId, SourceStore store, JobSignal jobs)
    {
        var source = await FindAsync(context, storeId, sourceId, store);
        await store.HurryAsync(context.Caller().Tenant, sourceId, context.RequestAborted);
        jobs.Ring();
        return Answer.Json(SourceObject.Of(source), RagJson.Wire.SourceObject);
    }

    // Its files go with it: nobody would keep them up to date.
    private static async Task<IResult> DeleteAsync(HttpContext context, string storeId, string sourceId, SourceStore store, FileStore files, JobSignal jobs)
    {
        await FindAsync(context, storeId, sourceId, store);
        var tenant = context.Caller().Tenant;
        foreach (var fileId in await store.RemoveAsync(tenant, sourceId, context.RequestAborted))
        {
            await files.DeleteAsync(tenant, fileId, CancellationToken.None);
        }

        jobs.Ring();
        return Answer.Json(new DeletedObject(sourceId, "vector_store.source.deleted"), RagJson.Wire.DeletedObject);
    }

    private static async Task<SourceRecord> FindAsync(HttpContext context, string storeId, string sourceId, SourceStore store) =>
        (Ids.IsId(storeId, "vs") && Ids.IsId(sourceId, "src") ? await store.FindAsync(context.Caller().Tenant, storeId, sourceId, context.RequestAborted) : null)
        ?? throw ApiException.NotFound("source", sourceId, "source_id");
}
