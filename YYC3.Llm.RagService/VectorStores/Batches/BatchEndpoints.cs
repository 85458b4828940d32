using System.Text.Json;
using YYC3.Llm.RagService.Chunking;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.VectorStores.Batches;

/// <summary>OpenAI's vector store file batches: <c>/v1/vector_stores/{id}/file_batches</c>.</summary>
internal static class BatchEndpoints
{
    private const int MaxFiles = 2000;

    public static void MapBatches(this IEndpointRouteBuilder batches)
    {
        batches.MapPost("", CreateAsync);
        batches.MapGet("{batchId}", GetAsync);
        batches.MapPost("{batchId}/cancel", CancelAsync);
        batches.MapGet("{batchId}/files", ListAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string storeId, VectorStoreStore stores, BatchStore batches, FileStore files, JobSignal jobs, TimeProvider time)
    {
        var tenant = context.Caller().Tenant;
        var fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted);
        var attributes = Metadata.Read(fields, "attributes", textsOnly: false) ?? Metadata.Empty;
        var chunking = ChunkingField.Read(fields);
        var wanted = Read(fields, attributes, chunking);
        fields.RefuseOthers();
        await stores.RequireAsync(tenant, storeId, context.RequestAborted);
        foreach (var (file, path) in wanted)
        {
            await files.RequireAsync(tenant, file.FileId, path, context.RequestAborted);
        }

        var id = Ids.New("vsfb", time);
        if (!await batches.CreateAsync(tenant, id, storeId, [.. wanted.Select(entry => entry.File).DistinctBy(file => file.FileId, StringComparer.Ordinal)], context.RequestAborted))
        {
            throw ApiException.NotFound("vector store", storeId, "vector_store_id");
        }

        jobs.Ring();
        return await GetAsync(context, storeId, id, batches);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string storeId, string batchId, BatchStore batches) =>
        Answer.Json(BatchObject.Of(await FindAsync(context, storeId, batchId, batches)), RagJson.Wire.BatchObject);

    private static async Task<IResult> CancelAsync(HttpContext context, string storeId, string batchId, BatchStore batches, JobSignal jobs)
    {
        await FindAsync(context, storeId, batchId, batches);
        await batches.CancelAsync(context.Caller().Tenant, storeId, batchId, context.RequestAborted);
        jobs.Ring();
        return await GetAsync(context, storeId, batchId, batches);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string storeId, string batchId, BatchStore batches)
    {
        var page = PageQuery.From(context.Request.Query, defaultLimit: 20, maxLimit: 100);
        var status = AttachmentEndpoints.ReadFilter(context.Request.Query);
        await FindAsync(context, storeId, batchId, batches);
        var (files, more) = await batches.ListAsync(context.Caller().Tenant, storeId, batchId, status, page, context.RequestAborted);
        return Answer.Json(ListPage<AttachmentObject>.Of([.. files.Select(AttachmentObject.Of)], file => file.Id, more), RagJson.Wire.ListPageAttachmentObject);
    }

    // Either ids that share attributes and chunking, or files with their own.
    private static List<(NewAttachment File, string Path)> Read(JsonFields fields, string attributes, ChunkingStrategy chunking)
    {
        var ids = fields.Texts("file_ids", MaxFiles);
        if (fields.TryGet("files", out var files))
        {
            if (ids is not null)
            {
                throw ApiException.BadRequest("files", "Give either 'file_ids' or 'files', not both.", "mutually_exclusive_parameters");
            }

            return files.ValueKind == JsonValueKind.Array && files.GetArrayLength() is > 0 and <= MaxFiles
                ? [.. files.EnumerateArray().Select((file, index) => Read(JsonFields.Of(file, $"files[{index}]"), attributes))]
                : throw ApiException.BadRequest("files", $"Invalid 'files': expected 1 to {MaxFiles} objects with a 'file_id'.", "invalid_value");
        }

        return ids is { Count: > 0 } ? [.. ids.Select((id, index) => (new NewAttachment(id, attributes, chunking), $"file_ids[{index}]"))] : throw fields.Missing("file_ids");
    }

    private static (NewAttachment File, string Path) Read(JsonFields file, string attributes)
    {
        var attachment = new NewAttachment(file.RequiredText("file_id"), Metadata.Read(file, "attributes", textsOnly: false) ?? attributes, ChunkingField.Read(file));
        file.RefuseOthers();
        return (attachment, file.PathOf("file_id"));
    }

    private static async Task<BatchRecord> FindAsync(HttpContext context, string storeId, string batchId, BatchStore batches) =>
        (Ids.IsId(storeId, "vs") && Ids.IsId(batchId, "vsfb") ? await batches.FindAsync(context.Caller().Tenant, storeId, batchId, context.RequestAborted) : null)
        ?? throw ApiException.NotFound("file batch", batchId, "batch_id");
}
