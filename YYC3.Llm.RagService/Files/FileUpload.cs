using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Files;

/// <summary>Receives a file: the parts of the form as they come, one mebibyte in memory at a time.</summary>
internal sealed class FileUpload(FileStore files, IOptions<FilesOptions> options, TimeProvider time)
{
    // What a form adds to its file: boundaries, headers and the short fields.
    private const int FormOverhead = 64 * 1024;
    private const int MaxField = 4096;
    private const int MaxFilename = 1024;

    /// <summary>OpenAI's purposes.</summary>
    public static readonly string[] Purposes = ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"];

    /// <summary>Reads the form of <c>POST /v1/files</c> and stores its file.</summary>
    /// <param name="context">The call.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ApiException">400: the form is not what the API documents; 413: the file is too large.</exception>
    public async Task<FileRecord> ReceiveAsync(HttpContext context)
    {
        var limit = options.Value.MaxBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit + FormOverhead;
        }

        if (context.Request.ContentLength > limit + FormOverhead)
        {
            throw TooLarge(limit);
        }

        var tenant = context.Caller().Tenant;
        var reader = new MultipartReader(Boundary(context.Request), context.Request.Body);
        var form = new Form(Ids.New("file", time));
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                await ReceiveSectionAsync(tenant, form, section, limit, context.RequestAborted);
            }

            var file = form.ToRecord(time.GetUtcNow());
            await files.CompleteAsync(tenant, file, context.RequestAborted);
            return file;
        }
        catch (Exception failure)
        {
            if (form.Begun)
            {
                await files.DeleteAsync(tenant, form.Id, CancellationToken.None);
            }

            throw failure switch
            {
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(limit),
                InvalidDataException invalid => ApiException.BadRequest(null, $"The form cannot be read: {invalid.Message}"),
                IOException when !context.RequestAborted.IsCancellationRequested => ApiException.BadRequest(null, "The form ends before its last boundary. Send multipart/form-data with the fields 'file' and 'purpose'."),
                _ => failure,
            };
        }
    }

    private async Task ReceiveSectionAsync(TenantId tenant, Form form, MultipartSection section, long limit, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
        {
            throw ApiException.BadRequest(null, "A part of the form has no readable Content-Disposition.");
        }

        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        if (name == "file")
        {
            if (form.Begun)
            {
                throw ApiException.BadRequest("file", "The form has two files. Upload them one by one.");
            }

            form.Filename = Filename(disposition);
            form.ContentType = MediaTypeHeaderValue.TryParse(section.ContentType, out var type) ? type.ToString() : "application/octet-stream";
            form.Begun = true;
            await files.BeginAsync(tenant, form.Id, cancellationToken);
            (form.Bytes, form.Sha256) = await FileBytes.WriteAsync(files, tenant, form.Id, section.Body, limit, () => TooLarge(limit), cancellationToken);
        }
        else
        {
            form.Fields[name] = await ReadFieldAsync(name, section.Body, cancellationToken);
        }
    }

    private static async Task<string> ReadFieldAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxField + 1];
        var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return count <= MaxField
            ? System.Text.Encoding.UTF8.GetString(buffer, 0, count)
            : throw ApiException.BadRequest(name, $"Invalid '{name}': longer than {MaxField} bytes.", "string_above_max_length");
    }

    // filename* (RFC 5987) says how it is encoded and wins; a plain one is taken as UTF-8, which is what browsers and curl send.
    private static string Filename(ContentDispositionHeaderValue disposition)
    {
        var given = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value! : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName).ToString();
        return CleanName(given) ?? throw ApiException.BadRequest("file", $"The file has no usable name. Give the form's file part a filename of 1 to {MaxFilename} characters.");
    }

    /// <summary>A file's name without its folders; null when nothing usable is left.</summary>
    public static string? CleanName(string given)
    {
        var name = new string([.. given[(given.LastIndexOfAny(['/', '\\']) + 1)..].Where(character => !char.IsControl(character))]).Trim();
        return name.Length is > 0 and <= MaxFilename ? name : null;
    }

    /// <summary>The boundary of a form.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : "";
        return boundary.Length is > 0 and <= 200
            ? boundary
            : throw ApiException.BadRequest(null, "Send the file as multipart/form-data with the fields 'file' and 'purpose'.");
    }

    private static ApiException TooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"The file is larger than {limit.ToString("N0", CultureInfo.InvariantCulture)} bytes. Upload a smaller one, or raise the setting {FilesOptions.Section}:{nameof(FilesOptions.MaxBytes)} of RagService.",
        ApiException.InvalidRequest,
        "file",
        "file_too_large");

    private sealed class Form(string id)
    {
        public string Id => id;

        public bool Begun { get; set; }

        public string Filename { get; set; } = "";

        public string ContentType { get; set; } = "";

        public long Bytes { get; set; }

        public string Sha256 { get; set; } = "";

        public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

        public FileRecord ToRecord(DateTimeOffset now)
        {
            if (!Begun)
            {
                throw ApiException.BadRequest("file", "Missing required parameter: 'file'.", "missing_required_parameter");
            }

            var purpose = Fields.GetValueOrDefault("purpose") ?? throw ApiException.BadRequest("purpose", "Missing required parameter: 'purpose'.", "missing_required_parameter");
            return Purposes.Contains(purpose, StringComparer.Ordinal)
                ? new FileRecord(Id, Filename, purpose, ContentType, Bytes, Sha256, now.ToMicroseconds(), ExpiresAt(now)?.ToMicroseconds())
                : throw ApiException.BadRequest("purpose", $"Invalid 'purpose': expected one of {string.Join(", ", Purposes)}.", "invalid_value");
        }

        private DateTimeOffset? ExpiresAt(DateTimeOffset now)
        {
            if (!Fields.TryGetValue("expires_after[seconds]", out var seconds) && !Fields.ContainsKey("expires_after[anchor]"))
            {
                return null;
            }

            if (Fields.GetValueOrDefault("expires_after[anchor]") != "created_at")
            {
                throw ApiException.BadRequest("expires_after[anchor]", "Invalid 'expires_after[anchor]': expected 'created_at'.", "invalid_value");
            }

            return int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var after) && after is >= 3600 and <= 2_592_000
                ? now.AddSeconds(after)
                : throw ApiException.BadRequest("expires_after[seconds]", "Invalid 'expires_after[seconds]': expected an integer from 3600 to 2592000.", "invalid_value");
        }
    }
}
