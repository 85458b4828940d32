using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Sources;

/// <summary>
/// Looks at a source: takes in what is new or has changed, and deletes what is gone. What cannot be read stays as it was, and the source says so.
/// </summary>
internal sealed partial class SyncSource(
    SourceStore sources, FileStore files, IEnumerable<ISourceReader> readers, JobSignal signal, IOptions<SourceOptions> options, IOptions<FilesOptions> limits, TimeProvider time, ILogger<SyncSource> logger) : IJobHandler
{
    private const string Purpose = "assistants";
    private const int LongestAttribute = 512;

    public string Name => JobKinds.SyncSource;

    public async Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken)
    {
        if (await sources.FindAsync(job.Tenant, job.StoreId, job.FileId, cancellationToken) is not { } source)
        {
            return;
        }

        string? error = null;
        var (taken, gone) = (0, 0);
        try
        {
            var items = await sources.ItemsAsync(job.Tenant, source.Id, cancellationToken);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var reader = readers.Single(one => one.Name == source.Type);
            await foreach (var document in reader.FindAsync(source, items.ToDictionary(item => item.Key, item => item.Value.Stamp, StringComparer.Ordinal), cancellationToken))
            {
                if (seen.Count == options.Value.MaxDocuments)
                {
                    throw new SourceException($"There are more than {options.Value.MaxDocuments} documents (setting Sources:MaxDocuments); the others are left out.");
                }

                seen.Add(document.Name);
                try
                {
                    taken += await TakeAsync(job, lease, source, document, items, cancellationToken) ? 1 : 0;
                }
                catch (Exception failure) when (failure is SourceException or IOException or UnauthorizedAccessException)
                {
                    error = $"{document.Name}: {failure.Message}";
                }
            }

            foreach (var (name, item) in items.Where(item => !seen.Contains(item.Key)))
            {
                await files.DeleteAsync(job.Tenant, item.FileId, cancellationToken);
                await sources.ForgetAsync(job.Tenant, source.Id, name, cancellationToken);
                gone++;
            }
        }
        catch (Exception failure) when (failure is SourceException or IOException or UnauthorizedAccessException)
        {
            error = failure.Message;
        }

        await sources.CompleteAsync(job, lease, source, error, cancellationToken);
        signal.Ring();
        Log.Looked(logger, source.Id, source.StoreId, taken, gone, error);
    }

    /// <summary>Takes a document in where it has changed.</summary>
    private async Task<bool> TakeAsync(
        Job job, JobLease lease, SourceRecord source, SourceDocument document, Dictionary<string, (string FileId, string Stamp)> items, CancellationToken cancellationToken)
    {
        var isKnown = items.TryGetValue(document.Name, out var item);
        if (isKnown && item.Stamp == document.Stamp)
        {
            return false;
        }

        var file = isKnown ? await files.FindAsync(job.Tenant, item.FileId, cancellationToken) : null; // One that somebody has deleted comes back when it changes.
        var uploadId = Ids.New("file", time);
        await files.BeginAsync(job.Tenant, uploadId, cancellationToken);
        try
        {
            await using var content = await document.OpenAsync(cancellationToken);
            var (bytes, sha256) = await FileBytes.WriteAsync(
                files, job.Tenant, uploadId, content, limits.Value.MaxBytes, () => new SourceException($"it is larger than {limits.Value.MaxBytes:N0} bytes (setting Files:MaxBytes)"), cancellationToken);
            if (file?.Sha256 == sha256)
            {
                await sources.StampAsync(job.Tenant, source.Id, document, cancellationToken);
                await DiscardAsync(job.Tenant, uploadId);
                return false;
            }

            var upload = new FileRecord(uploadId, FileUpload.CleanName(document.FileName) ?? "document", Purpose, "application/octet-stream", bytes, sha256, time.GetUtcNow().ToMicroseconds(), null);
            await sources.TakeAsync(job, lease, source, document, upload, file?.Id, Attributes(source, document), cancellationToken);
            signal.Ring();
            return true;
        }
        catch
        {
            await DiscardAsync(job.Tenant, uploadId);
            throw;
        }
    }

    private Task DiscardAsync(TenantId tenant, string uploadId) => files.DeleteAsync(tenant, uploadId, CancellationToken.None);

    private static string Attributes(SourceRecord source, SourceDocument document) => new JsonObject
    {
        ["source_id"] = source.Id,
        ["source_name"] = document.Name.Length > LongestAttribute ? document.Name[..LongestAttribute] : document.Name,
    }.ToJsonString(RagJson.Wire.Options);

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Source {Source} of {Store}: {Taken} documents taken in, {Gone} gone; {Error}")]
        public static partial void Looked(ILogger logger, string source, string store, int taken, int gone, string? error);
    }
}
