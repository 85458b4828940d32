using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.VectorStores.Batches;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>OpenAI's Vector Stores API: <c>/v1/vector_stores</c>.</summary>
internal static class VectorStoreEndpoints
{
    private const int MaxFiles = 500;
    private const int MaxName = 256;
    private const int MaxDescription = 4096;

    public static void MapVectorStores(this IEndpointRouteBuilder app)
    {
        var stores = app.MapGroup("/v1/vector_stores");
        stores.MapPost("", CreateAsync);
        stores.MapGet("", ListAsync);
        stores.MapGet("{storeId}", GetAsync);
        stores.MapPost("{storeId}", ModifyAsync);
        stores.MapDelete("{storeId}", DeleteAsync);
        stores.MapGroup("{storeId}/files").MapAttachments();
        stores.MapGroup("{storeId}/file_batches").MapBatches();
    }

    /// <summary>Makes sure that a store is the caller's.</summary>
    /// <exception cref="ApiException">404: the project has none of that id.</exception>
    public static async Task RequireAsync(this VectorStoreStore store, TenantId tenant, string storeId, CancellationToken cancellationToken)
    {
        if (!Ids.IsId(storeId, "vs") || !await store.ExistsAsync(tenant, storeId, cancellationToken))
        {
            throw ApiException.NotFound("vector store", storeId, "vector_store_id");
        }
    }

    private static async Task<IResult> CreateAsync(HttpContext context, VectorStoreStore store, FileStore files, JobSignal jobs, TimeProvider time)
    {
        var tenant = context.Caller().Tenant;
        var fields = await JsonFields.ReadOrEmptyAsync(context.Request, context.RequestAborted);
        var fileIds = fields.Texts("file_ids", MaxFiles) ?? [];
        var chunking = ChunkingField.Read(fields);
        var now = time.GetUtcNow().ToMicroseconds();
        var record = new VectorStoreRecord(
            Ids.New("vs", time),
            fields.Text("name", MaxName) ?? "",
            fields.Text("description", MaxDescription),
            Metadata.Read(fields, "metadata", textsOnly: true) ?? Metadata.Empty,
            ReadExpiry(fields),
            now,
            now,
            Version: 1,
            Space: null,
            EmbeddingWeight: null,
            Embedded: 0,
            UsageBytes: 0,
            InProgress: fileIds.Distinct(StringComparer.Ordinal).Count(),
            Completed: 0,
            Failed: 0);
        fields.RefuseOthers();
        for (var i = 0; i < fileIds.Count; i++)
        {
            await files.RequireAsync(tenant, fileIds[i], $"file_ids[{i}]", context.RequestAborted);
        }

        await store.CreateAsync(tenant, record, [.. fileIds.Distinct(StringComparer.Ordinal)], chunking, context.RequestAborted);
        jobs.Ring();
        return Answer.Json(VectorStoreObject.Of(record, now), RagJson.Wire.VectorStoreObject);
    }

    private static async Task<IResult> ListAsync(HttpContext context, VectorStoreStore store, TimeProvider time)
    {
        var page = PageQuery.From(context.Request.Query, defaultLimit: 20, maxLimit: 100);
        var (stores, more) = await store.ListAsync(context.Caller().Tenant, page, context.RequestAborted);
        var now = time.GetUtcNow().ToMicroseconds();
        return Answer.Json(ListPage<VectorStoreObject>.Of([.. stores.Select(one => VectorStoreObject.Of(one, now))], one => one.Id, more), RagJson.Wire.ListPageVectorStoreObject);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string storeId, VectorStoreStore store, TimeProvider time) =>
        Answer.Json(VectorStoreObject.Of(await FindAsync(context, storeId, store), time.GetUtcNow().ToMicroseconds()), RagJson.Wire.VectorStoreObject);

    private static async Task<IResult> ModifyAsync(HttpContext context, string storeId, VectorStoreStore store, TimeProvider time)
    {
        var record = await FindAsync(context, storeId, store);
        var fields = await JsonFields.ReadOrEmptyAsync(context.Request, context.RequestAborted);
        var name = fields.Text("name", MaxName) ?? record.Name;
        // null takes the policy away; leaving the field out keeps it.
        var expiry = fields.Has("expires_after") ? ReadExpiry(fields) : record.ExpiresAfterDays;
        var metadata = Metadata.Read(fields, "metadata", textsOnly: true) ?? (fields.Has("metadata") ? Metadata.Empty : record.Metadata);
        fields.RefuseOthers();
        if (!await store.UpdateAsync(context.Caller().Tenant, storeId, name, metadata, expiry, context.RequestAborted))
        {
            throw ApiException.NotFound("vector store", storeId, "vector_store_id");
        }

        return await GetAsync(context, storeId, store, time);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string storeId, VectorStoreStore store, JobSignal jobs)
    {
        var receipt = Ids.IsId(storeId, "vs") ? await store.DeleteAsync(context.Caller().Tenant, storeId, context.RequestAborted) : null;
        context.NameDeletion(receipt ?? throw ApiException.NotFound("vector store", storeId, "vector_store_id"));
        jobs.Ring();
        return Answer.Json(new DeletedObject(storeId, "vector_store.deleted"), RagJson.Wire.DeletedObject);
    }

    private static async Task<VectorStoreRecord> FindAsync(HttpContext context, string storeId, VectorStoreStore store) =>
        (Ids.IsId(storeId, "vs") ? await store.FindAsync(context.Caller().Tenant, storeId, context.RequestAborted) : null)
        ?? throw ApiException.NotFound("vector store", storeId, "vector_store_id");

    private static long? ReadExpiry(JsonFields fields)
    {
        if (fields.Object("expires_after") is not { } policy)
        {
            return null;
        }

        if (policy.RequiredText("anchor") != "last_active_at")
        {
            throw ApiException.BadRequest(policy.PathOf("anchor"), $"Invalid '{policy.PathOf("anchor")}': expected 'last_active_at'.", "invalid_value");
        }

        var days = policy.Integer("days", 1, 365) ?? throw policy.Missing("days");
        policy.RefuseOthers();
        return days;
    }
}
