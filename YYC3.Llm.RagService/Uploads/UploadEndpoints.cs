using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Uploads;

/// <summary>OpenAI's Uploads API: a large file in parts, <c>/v1/uploads</c>.</summary>
internal static class UploadEndpoints
{
    private const int MostParts = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static IServiceCollection AddUploads(this IServiceCollection services) => services.AddSingleton<UploadStore>().AddSingleton<UploadParts>();

    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        var uploads = app.MapGroup("/v1/uploads");
        uploads.MapPost("", CreateAsync);
        uploads.MapPost("{uploadId}/parts", AddPartAsync);
        uploads.MapPost("{uploadId}/complete", CompleteAsync);
        uploads.MapPost("{uploadId}/cancel", CancelAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, UploadStore store, IOptions<FilesOptions> options, TimeProvider time)
    {
        var fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted);
        var now = time.GetUtcNow();
        var purpose = fields.RequiredText("purpose", 64);
        if (!FileUpload.Purposes.Contains(purpose, StringComparer.Ordinal))
        {
            throw ApiException.BadRequest("purpose", $"Invalid 'purpose': expected one of {string.Join(", ", FileUpload.Purposes)}.", "invalid_value");
        }

        var upload = new UploadRecord(
            Ids.New("upload", time),
            FileUpload.CleanName(fields.RequiredText("filename", 1024)) ?? throw ApiException.BadRequest("filename", "Invalid 'filename': it has no usable characters.", "invalid_value"),
            purpose,
            fields.RequiredText("mime_type", 256),
            fields.Integer("bytes", 1, options.Value.MaxBytes) ?? throw fields.Missing("bytes"),
            UploadRecord.Pending,
            null,
            ReadExpiry(fields),
            now.ToMicroseconds(),
            (now + Lifetime).ToMicroseconds());
        fields.RefuseOthers();
        await store.CreateAsync(context.Caller().Tenant, upload, context.RequestAborted);
        return Answer.Json(UploadObject.Of(upload, null), RagJson.Wire.UploadObject);
    }

    private static async Task<IResult> AddPartAsync(HttpContext context, string uploadId, UploadStore store, UploadParts parts, TimeProvider time)
    {
        RequirePending(await FindAsync(context, uploadId, store));
        var part = await parts.ReceiveAsync(context, uploadId);
        return Answer.Json(new UploadPartObject(part, "upload.part", time.GetUtcNow().ToUnixTimeSeconds(), uploadId), RagJson.Wire.UploadPartObject);
    }

    private static async Task<IResult> CompleteAsync(HttpContext context, string uploadId, UploadStore store, UploadParts parts, FileStore files)
    {
        var tenant = context.Caller().Tenant;
        var fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted);
        var order = fields.Texts("part_ids", MostParts) ?? throw fields.Missing("part_ids");
        var md5 = fields.Text("md5", 64);
        fields.RefuseOthers();
        var upload = RequirePending(await FindAsync(context, uploadId, store));
        var known = await store.PartsAsync(tenant, uploadId, context.RequestAborted);
        for (var i = 0; i < order.Count; i++)
        {
            if (!known.ContainsKey(order[i]) || order.IndexOf(order[i]) != i)
            {
                throw ApiException.BadRequest($"part_ids[{i}]", $"Invalid 'part_ids[{i}]': the upload has no part '{order[i]}', or it is named twice.", "invalid_value");
            }
        }

        var total = order.Sum(part => known[part]);
        if (total != upload.Bytes)
        {
            throw ApiException.BadRequest("part_ids", $"The parts have {total} bytes together, but the upload was announced with {upload.Bytes}.", "size_mismatch");
        }

        var file = await parts.AssembleAsync(tenant, upload, order, md5, context.RequestAborted);
        if (!await store.EndAsync(tenant, uploadId, UploadRecord.Completed, file.Id, context.RequestAborted))
        {
            await files.DeleteAsync(tenant, file.Id, CancellationToken.None); // Somebody else ended it meanwhile.
            RequirePending(await FindAsync(context, uploadId, store));
        }

        return Answer.Json(UploadObject.Of(upload with { Status = UploadRecord.Completed, FileId = file.Id }, file), RagJson.Wire.UploadObject);
    }

    private static async Task<IResult> CancelAsync(HttpContext context, string uploadId, UploadStore store)
    {
        var upload = RequirePending(await FindAsync(context, uploadId, store));
        await store.EndAsync(context.Caller().Tenant, uploadId, UploadRecord.Cancelled, null, context.RequestAborted);
        return Answer.Json(UploadObject.Of(upload with { Status = UploadRecord.Cancelled }, null), RagJson.Wire.UploadObject);
    }

    private static async Task<UploadRecord> FindAsync(HttpContext context, string uploadId, UploadStore store) =>
        (Ids.IsId(uploadId, "upload") ? await store.FindAsync(context.Caller().Tenant, uploadId, context.RequestAborted) : null) ?? throw ApiException.NotFound("upload", uploadId, "upload_id");

    private static UploadRecord RequirePending(UploadRecord upload) => upload.Status == UploadRecord.Pending
        ? upload
        : throw ApiException.BadRequest("upload_id", $"The upload is {upload.Status}; nothing can be added to it. Begin another one.", "upload_not_pending");

    private static long? ReadExpiry(JsonFields fields)
    {
        if (fields.Object("expires_after") is not { } policy)
        {
            return null;
        }

        if (policy.RequiredText("anchor") != "created_at")
        {
            throw ApiException.BadRequest(policy.PathOf("anchor"), $"Invalid '{policy.PathOf("anchor")}': expected 'created_at'.", "invalid_value");
        }

        var seconds = policy.Integer("seconds", 3600, 2_592_000) ?? throw policy.Missing("seconds");
        policy.RefuseOthers();
        return seconds;
    }
}
