using System.Globalization;
using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>OpenAI's vector store files: <c>/v1/vector_stores/{id}/files</c>.</summary>
internal static class AttachmentEndpoints
{
    private const int ContentChunks = 200;

    public static void MapAttachments(this IEndpointRouteBuilder files)
    {
        files.MapPost("", AddAsync);
        files.MapGet("", ListAsync);
        files.MapGet("{fileId}", GetAsync);
        files.MapPost("{fileId}", ModifyAsync);
        files.MapDelete("{fileId}", DeleteAsync);
        files.MapGet("{fileId}/content", ReadAsync);
    }

    /// <summary><c>filter</c>: a status; null for all.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static string? ReadFilter(IQueryCollection query) => query["filter"].ToString() switch
    {
        "" => null,
        var status when AttachmentStatus.All.Contains(status, StringComparer.Ordinal) => status,
        _ => throw ApiException.BadRequest("filter", $"Invalid 'filter': expected one of {string.Join(", ", AttachmentStatus.All)}.", "invalid_value"),
    };

    private static async Task<IResult> AddAsync(HttpContext context, string storeId, VectorStoreStore stores, AttachmentStore attachments, FileStore files, JobSignal jobs)
    {
        var tenant = context.Caller().Tenant;
        var fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted);
        var fileId = fields.RequiredText("file_id");
        var attributes = Metadata.Read(fields, "attributes", textsOnly: false) ?? Metadata.Empty;
        var chunking = ChunkingField.Read(fields);
        fields.RefuseOthers();
        await stores.RequireAsync(tenant, storeId, context.RequestAborted);
        await files.RequireAsync(tenant, fileId, "file_id", context.RequestAborted);
        if (!await attachments.AttachAsync(tenant, storeId, new NewAttachment(fileId, attributes, chunking), context.RequestAborted))
        {
            throw ApiException.NotFound("vector store", storeId, "vector_store_id");
        }

        jobs.Ring();
        return await GetAsync(context, storeId, fileId, attachments);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string storeId, VectorStoreStore stores, AttachmentStore attachments)
    {
        var tenant = context.Caller().Tenant;
        var page = PageQuery.From(context.Request.Query, defaultLimit: 20, maxLimit: 100);
        var status = ReadFilter(context.Request.Query);
        await stores.RequireAsync(tenant, storeId, context.RequestAborted);
        var (files, more) = await attachments.ListAsync(tenant, storeId, status, page, context.RequestAborted);
        return Answer.Json(ListPage<AttachmentObject>.Of([.. files.Select(AttachmentObject.Of)], file => file.Id, more), RagJson.Wire.ListPageAttachmentObject);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string storeId, string fileId, AttachmentStore attachments) =>
        Answer.Json(AttachmentObject.Of(await FindAsync(context, storeId, fileId, attachments)), RagJson.Wire.AttachmentObject);

    private static async Task<IResult> ModifyAsync(HttpContext context, string storeId, string fileId, AttachmentStore attachments)
    {
        var fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted);
        if (!fields.Has("attributes"))
        {
            throw fields.Missing("attributes");
        }

        var attributes = Metadata.Read(fields, "attributes", textsOnly: false) ?? Metadata.Empty;
        fields.RefuseOthers();
        await FindAsync(context, storeId, fileId, attachments);
        await attachments.SetAttributesAsync(context.Caller().Tenant, storeId, fileId, attributes, context.RequestAborted);
        return await GetAsync(context, storeId, fileId, attachments);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string storeId, string fileId, AttachmentStore attachments, JobSignal jobs)
    {
        await FindAsync(context, storeId, fileId, attachments);
        var receipt = await attachments.DetachAsync(context.Caller().Tenant, storeId, fileId, context.RequestAborted);
        context.NameDeletion(receipt ?? throw ApiException.NotFound("file in vector store", fileId, "file_id"));
        jobs.Ring();
        return Answer.Json(new DeletedObject(fileId, "vector_store.file.deleted"), RagJson.Wire.DeletedObject);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, string storeId, string fileId, AttachmentStore attachments, ChunkStore chunks)
    {
        var token = context.Request.Query["page"].ToString();
        if (!int.TryParse(token.Length == 0 ? "0" : token, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            throw ApiException.BadRequest("page", "Invalid 'page': pass the next_page of an earlier answer.", "invalid_value");
        }

        var attachment = await FindAsync(context, storeId, fileId, attachments);
        // The chunk before the page tells how much of the first one was said already; the one behind, whether there is more.
        var before = first == 0 ? 0 : 1;
        var rows = await chunks.ReadRunAsync(context.Caller().Tenant, storeId, attachment.Generation, first - before, ContentChunks + before + 1, context.RequestAborted);
        var more = rows.Count > ContentChunks + before;
        var said = rows.Take(before).Sum(row => row.SpanEnd);
        var parts = new List<ContentPart>();
        foreach (var row in rows.Skip(before).Take(ContentChunks))
        {
            var repeated = Math.Max(0, said - row.SpanStart);
            // Chunks leave out the white space between them: a blank line stands for it.
            var gap = row.SpanStart > said && said > 0 ? "\n\n" : "";
            if (row.SpanEnd > said)
            {
                parts.Add(new ContentPart("text", gap + row.Text[(int)repeated..]));
                said = row.SpanEnd;
            }
        }

        return Answer.Json(
            new ContentPage("vector_store.file_content.page", parts, more, more ? (first + ContentChunks).ToString(CultureInfo.InvariantCulture) : null),
            RagJson.Wire.ContentPage);
    }

    private static async Task<AttachmentRecord> FindAsync(HttpContext context, string storeId, string fileId, AttachmentStore attachments)
    {
        var tenant = context.Caller().Tenant;
        return (Ids.IsId(storeId, "vs") && Ids.IsId(fileId, "file") ? await attachments.FindAsync(tenant, storeId, fileId, context.RequestAborted) : null)
            ?? throw ApiException.NotFound("file in vector store", fileId, "file_id");
    }
}
