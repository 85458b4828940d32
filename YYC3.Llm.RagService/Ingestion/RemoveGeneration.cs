using YYC3.Llm.RagService.Embeddings;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Ingestion;

/// <summary>Frees the space of chunks that no search sees any more: rows, postings, and what merged postings hold of them.</summary>
internal sealed class RemoveGeneration(ChunkStore chunks, EmbeddingStore embeddings, IndexChoice index, JobStore jobs) : IJobHandler
{
    public string Name => JobKinds.RemoveGeneration;

    public async Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken)
    {
        var scope = new IndexScope(job.Tenant, job.StoreId);
        await chunks.RemoveAsync(job.Tenant, job.Target, cancellationToken);
        await embeddings.ForgetAsync(job.Tenant, job.Target, cancellationToken);
        await index.Index.RemoveAsync(scope, job.Target, cancellationToken);
        // Of many removals, the last one rewrites what they share.
        if (!await jobs.AnyOtherAsync(job, cancellationToken))
        {
            await index.Index.MaintainAsync(scope, forget: true, cancellationToken);
        }
    }
}
