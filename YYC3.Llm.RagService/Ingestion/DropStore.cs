using YYC3.Llm.RagService.Embeddings;
using YYC3.Llm.RagService.Evaluations;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Sources;

namespace YYC3.Llm.RagService.Ingestion;

/// <summary>Frees the space of a deleted vector store.</summary>
internal sealed class DropStore(ChunkStore chunks, EmbeddingStore embeddings, EvaluationStore evaluations, SourceStore sources, FileStore files, IndexChoice index) : IJobHandler
{
    public string Name => JobKinds.DropStore;

    public async Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken)
    {
        await chunks.DropAsync(job.Tenant, job.StoreId, cancellationToken);
        await embeddings.DropAsync(job.Tenant, job.StoreId, cancellationToken);
        foreach (var source in await sources.OfStoreAsync(job.Tenant, job.StoreId, cancellationToken))
        {
            foreach (var file in await sources.RemoveAsync(job.Tenant, source, cancellationToken))
            {
                await files.DeleteAsync(job.Tenant, file, cancellationToken);
            }
        }

        await evaluations.DropAsync(job.Tenant, job.StoreId, cancellationToken);
        await index.Index.DropAsync(new IndexScope(job.Tenant, job.StoreId), cancellationToken);
    }
}
