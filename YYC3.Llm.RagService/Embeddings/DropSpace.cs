using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Frees the space of vectors that a store's searches do not use any more; the job's file names them.</summary>
internal sealed class DropSpace(EmbeddingStore embeddings, IndexChoice index) : IJobHandler
{
    public string Name => JobKinds.DropSpace;

    public async Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken)
    {
        await embeddings.ForgetAsync(job.Tenant, job.StoreId, job.FileId, cancellationToken);
        await index.Index.RemoveVectorsAsync(new IndexScope(job.Tenant, job.StoreId), job.FileId, generation: null, cancellationToken);
    }
}
