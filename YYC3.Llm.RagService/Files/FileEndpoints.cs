using Microsoft.Net.Http.Headers;
using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Files;

/// <summary>OpenAI's Files API: <c>/v1/files</c>.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        var files = app.MapGroup("/v1/files");
        files.MapPost("", UploadAsync);
        files.MapGet("", ListAsync);
        files.MapGet("{fileId}", GetAsync);
        files.MapGet("{fileId}/content", DownloadAsync);
        files.MapDelete("{fileId}", DeleteAsync);
    }

    /// <summary>A file of the caller's project.</summary>
    /// <exception cref="ApiException">404: it has none of that id.</exception>
    public static async Task<FileRecord> RequireAsync(this FileStore store, TenantId tenant, string fileId, string param, CancellationToken cancellationToken) =>
        (Ids.IsId(fileId, "file") ? await store.FindAsync(tenant, fileId, cancellationToken) : null) ?? throw ApiException.NotFound("file", fileId, param);

    private static async Task<IResult> UploadAsync(HttpContext context, FileUpload upload) => Answer.Json(FileObject.Of(await upload.ReceiveAsync(context)), RagJson.Wire.FileObject);

    private static async Task<IResult> ListAsync(HttpContext context, FileStore store)
    {
        var page = PageQuery.From(context.Request.Query, defaultLimit: 10_000, maxLimit: 10_000);
        var purpose = context.Request.Query["purpose"].ToString() is { Length: > 0 } given ? given.Replace("\0", "", StringComparison.Ordinal) : null;
        var (files, more) = await store.ListAsync(context.Caller().Tenant, purpose, page, context.RequestAborted);
        return Answer.Json(ListPage<FileObject>.Of([.. files.Select(FileObject.Of)], file => file.Id, more), RagJson.Wire.ListPageFileObject);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string fileId, FileStore store) =>
        Answer.Json(FileObject.Of(await store.RequireAsync(context.Caller().Tenant, fileId, "file_id", context.RequestAborted)), RagJson.Wire.FileObject);

    private static async Task DownloadAsync(HttpContext context, string fileId, FileStore store)
    {
        var tenant = context.Caller().Tenant;
        var file = await store.RequireAsync(tenant, fileId, "file_id", context.RequestAborted);
        var response = context.Response;
        response.ContentType = file.ContentType;
        response.ContentLength = file.Bytes;
        // What somebody uploaded must never run as a page of this server.
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Filename);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        for (var position = 0L; await store.ReadPartAsync(tenant, file.Id, position, context.RequestAborted) is { } part; position++)
        {
            await response.BodyWriter.WriteAsync(part, context.RequestAborted);
        }
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string fileId, FileStore store, JobSignal jobs)
    {
        var receipt = Ids.IsId(fileId, "file") ? await store.DeleteAsync(context.Caller().Tenant, fileId, context.RequestAborted) : null;
        context.NameDeletion(receipt ?? throw ApiException.NotFound("file", fileId, "file_id"));
        jobs.Ring();
        return Answer.Json(new DeletedObject(fileId, "file"), RagJson.Wire.DeletedObject);
    }
}
