using System.Security.Cryptography;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Files;

/// <summary>Stores a file's bytes as they come, one mebibyte in memory at a time.</summary>
internal static class FileBytes
{
    /// <summary>Writes the parts of a file that was begun.</summary>
    /// <param name="files">Where to.</param>
    /// <param name="tenant">The project.</param>
    /// <param name="id">The file.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="limit">How many there may be.</param>
    /// <param name="tooLarge">What to throw when there are more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their number, and their hash in lowercase hexadecimal digits.</returns>
    public static async Task<(long Bytes, string Sha256)> WriteAsync(
        FileStore files, TenantId tenant, string id, Stream body, long limit, Func<Exception> tooLarge, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[FileStore.PartSize];
        var bytes = 0L;
        for (var position = 0L; ; position++)
        {
            var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            bytes += count;
            if (bytes > limit)
            {
                throw tooLarge();
            }

            hash.AppendData(buffer, 0, count);
            if (count > 0)
            {
                await files.AppendAsync(tenant, id, position, count == buffer.Length ? buffer : buffer[..count], cancellationToken);
            }

            if (count < buffer.Length)
            {
                return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
            }
        }
    }
}
