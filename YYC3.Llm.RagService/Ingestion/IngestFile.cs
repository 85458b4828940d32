using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Chunking;
using YYC3.Llm.RagService.Documents;
using YYC3.Llm.RagService.Embeddings;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.VectorStores;

namespace YYC3.Llm.RagService.Ingestion;

/// <summary>Reads a file into a store: bytes, blocks, chunks, postings, a batch at a time; then one flip makes all of it visible at once.</summary>
internal sealed partial class IngestFile(
    FileStore files, AttachmentStore attachments, ChunkStore chunks, IndexChoice index, DocumentExtractor extractor, JobSignal signal, IOptions<EmbeddingOptions> options, TimeProvider time, ILogger<IngestFile> logger) : IJobHandler
{
    private const int BatchChunks = 256;

    public string Name => JobKinds.Ingest;

    public async Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (await attachments.FindAsync(job.Tenant, job.StoreId, job.FileId, cancellationToken) is not { } attachment || attachment.Pending != job.Id)
        {
            return;
        }

        if (await files.FindAsync(job.Tenant, job.FileId, cancellationToken) is not { } file)
        {
            // Deleted between its being named and its being added.
            await attachments.DetachAsync(job.Tenant, job.StoreId, job.FileId, cancellationToken);
            return;
        }

        var scope = new IndexScope(job.Tenant, job.StoreId);
        if (job.Attempts > 1)
        {
            await chunks.RemoveAsync(job.Tenant, job.Id, cancellationToken);
            await index.Index.RemoveAsync(scope, job.Id, cancellationToken);
        }

        try
        {
            var counts = await WriteAsync(job, lease, attachment, file, scope, cancellationToken);
            await attachments.FlipAsync(job, lease, counts, embed: options.Value.Space is not null, cancellationToken);
            Log.Indexed(logger, job.FileId, job.StoreId, counts.Chunks, time.GetElapsedTime(started).TotalSeconds);
            Done(started, "completed");
        }
        catch (DocumentUnreadableException unreadable)
        {
            Log.Unreadable(logger, job.FileId, job.StoreId, unreadable.Message, unreadable.InnerException);
            await attachments.FailAsync(job, unreadable.Code, unreadable.Message, cancellationToken);
            Done(started, "failed");
        }

        signal.Ring();
        await index.Index.MaintainAsync(scope, forget: false, cancellationToken);
    }

    public async Task<bool> AbandonAsync(Job job, string reason, CancellationToken cancellationToken)
    {
        await attachments.FailAsync(job, DocumentUnreadableException.ServerError, reason, cancellationToken);
        signal.Ring();
        return true;
    }

    private async Task<IngestedCounts> WriteAsync(
        Job job, JobLease lease, AttachmentRecord attachment, FileRecord file, IndexScope scope, CancellationToken cancellationToken)
    {
        await using var content = new StoredFileStream(files, job.Tenant, file);
        var strategy = ChunkingStrategy.Static((int)attachment.ChunkTokens, (int)attachment.OverlapTokens);
        var input = new DocumentInput(file.Filename, file.ContentType, content);
        var passages = Chunker.Split(extractor.Extract(input, cancellationToken), strategy);
        var (count, terms, bytes) = (0L, 0L, 0L);
        try
        {
            foreach (var batch in passages.Chunk(BatchChunks))
            {
                var rows = batch.Select(chunk => Row(job.Id, chunk)).ToList();
                await chunks.AddAsync(job, lease, rows, Math.Min(0.99, input.Done ?? ((double)content.BytesRead / file.Bytes)), cancellationToken);
                bytes += rows.Sum(row => (long)System.Text.Encoding.UTF8.GetByteCount(row.Text));
                var analysed = Analyse(batch);
                bytes += await index.Index.AddAsync(scope, job.Id, analysed, cancellationToken);
                terms += analysed.Chunks.Sum(chunk => (long)chunk.Length);
                count += batch.Length;
                RagTelemetry.ChunksIndexed.Add(batch.Length);
            }
        }
        catch (DocumentUnreadableException) when (content.Failure is { } failure)
        {
            // Not the document is to blame, but what it is kept in.
            throw new IOException($"The bytes of {file.Id} cannot be read.", failure);
        }

        return new IngestedCounts(count, terms, bytes);
    }

    // U+0000 can come out of a broken PDF; PostgreSQL keeps no text with it. A space leaves every span as it is.
    private static ChunkRow Row(long generation, Chunk chunk) => new(
        generation,
        chunk.Ordinal,
        Storable(chunk.Text)!,
        chunk.FirstPage,
        chunk.HeadingPath.Count > 0 ? Storable(string.Join(" > ", chunk.HeadingPath)) : null,
        Storable(chunk.TableHeader),
        chunk.Span.Start,
        chunk.Span.End);

    private static string? Storable(string? text) => text?.Replace('\0', ' ');

    private static TermBatch Analyse(Chunk[] chunks)
    {
        var batch = new TermBatch();
        foreach (var chunk in chunks)
        {
            batch.Add(chunk.Ordinal, chunk.TextInContext);
        }

        return batch;
    }

    private void Done(long started, string outcome) =>
        RagTelemetry.IngestDuration.Record(time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{File} is indexed in {Store}: {Chunks} chunks in {Seconds:0.0} s")]
        public static partial void Indexed(ILogger logger, string file, string store, long chunks, double seconds);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{File} cannot be indexed in {Store}: {Reason}")]
        public static partial void Unreadable(ILogger logger, string file, string store, string reason, Exception? failure);
    }
}
