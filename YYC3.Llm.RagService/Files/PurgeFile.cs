using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Files;

/// <summary>Frees the space of a deleted file.</summary>
internal sealed class PurgeFile(FileStore files) : IJobHandler
{
    public string Name => JobKinds.PurgeFile;

    public Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken) => files.PurgeAsync(job.Tenant, job.FileId, cancellationToken);
}
