using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Uploads;

/// <summary>Takes parts in, and makes a file of them: one mebibyte in memory at a time.</summary>
internal sealed class UploadParts(UploadStore uploads, FileStore files, TimeProvider time)
{
    /// <summary>The largest part, as OpenAI has it.</summary>
    private const long LargestPart = 64L * 1024 * 1024;
    private const int FormOverhead = 64 * 1024;

    /// <summary>Reads the form of <c>POST /v1/uploads/{id}/parts</c>.</summary>
    /// <returns>The part's id.</returns>
    /// <exception cref="ApiException">400: the form has no <c>data</c>. 413: it is too large.</exception>
    public async Task<string> ReceiveAsync(HttpContext context, string upload)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestPart + FormOverhead;
        }

        var tenant = context.Caller().Tenant;
        var reader = new MultipartReader(FileUpload.Boundary(context.Request), context.Request.Body);
        var part = Ids.New("part", time);
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && HeaderUtilities.RemoveQuotes(disposition.Name) == "data")
                {
                    await uploads.AddPartAsync(tenant, upload, part, await StoreAsync(tenant, part, section.Body, context.RequestAborted), context.RequestAborted);
                    return part;
                }
            }
        }
        catch (BadHttpRequestException failure) when (failure.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
        catch (InvalidDataException failure)
        {
            throw ApiException.BadRequest(null, $"The form cannot be read: {failure.Message}");
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw ApiException.BadRequest(null, "The form ends before its last boundary. Send multipart/form-data with the field 'data'.");
        }

        throw ApiException.BadRequest("data", "Missing required parameter: 'data'.", "missing_required_parameter");
    }

    /// <summary>Makes a file of parts, in their order.</summary>
    /// <exception cref="ApiException">400: the sizes or the checksum are not those that were announced.</exception>
    public async Task<FileRecord> AssembleAsync(TenantId tenant, UploadRecord upload, IReadOnlyList<string> parts, string? md5, CancellationToken cancellationToken)
    {
        var id = Ids.New("file", time);
        await files.BeginAsync(tenant, id, cancellationToken);
        try
        {
            using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var check = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            var buffer = new byte[FileStore.PartSize];
            var (filled, position) = (0, 0L);
            foreach (var part in parts)
            {
                for (var piece = 0L; await uploads.ReadAsync(tenant, part, piece, cancellationToken) is { } data; piece++)
                {
                    sha256.AppendData(data);
                    check.AppendData(data);
                    for (var taken = 0; taken < data.Length;)
                    {
                        var count = Math.Min(data.Length - taken, buffer.Length - filled);
                        data.AsSpan(taken, count).CopyTo(buffer.AsSpan(filled));
                        (taken, filled) = (taken + count, filled + count);
                        if (filled == buffer.Length)
                        {
                            await files.AppendAsync(tenant, id, position++, buffer, cancellationToken);
                            filled = 0;
                        }
                    }
                }
            }

            if (filled > 0)
            {
                await files.AppendAsync(tenant, id, position, buffer[..filled], cancellationToken);
            }

            var sum = Convert.ToHexStringLower(check.GetHashAndReset());
            if (md5 is not null && !string.Equals(md5, sum, StringComparison.OrdinalIgnoreCase))
            {
                throw ApiException.BadRequest("md5", $"The parts' checksum is {sum}, not the one given. Upload them again.", "checksum_mismatch");
            }

            var now = time.GetUtcNow();
            var file = new FileRecord(
                id, upload.Filename, upload.Purpose, upload.ContentType, upload.Bytes, Convert.ToHexStringLower(sha256.GetHashAndReset()), now.ToMicroseconds(),
                upload.FileExpiresSeconds is { } seconds ? now.AddSeconds(seconds).ToMicroseconds() : null);
            await files.CompleteAsync(tenant, file, cancellationToken);
            return file;
        }
        catch
        {
            await files.DeleteAsync(tenant, id, CancellationToken.None);
            throw;
        }
    }

    private async Task<long> StoreAsync(TenantId tenant, string part, Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[FileStore.PartSize];
        var total = 0L;
        for (var position = 0L; ; position++)
        {
            var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            total += count;
            if (total > LargestPart)
            {
                throw TooLarge();
            }

            if (count > 0)
            {
                await uploads.AppendAsync(tenant, part, position, count == buffer.Length ? buffer : buffer[..count], cancellationToken);
            }

            if (count < buffer.Length)
            {
                return total;
            }
        }
    }

    private static ApiException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, $"A part may have {LargestPart} bytes. Send more parts, each smaller.", ApiException.InvalidRequest, "data", "part_too_large");
}
