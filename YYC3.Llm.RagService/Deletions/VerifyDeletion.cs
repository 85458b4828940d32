using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Deletions;

/// <summary>Completes a deletion's receipt once nothing of it is left. It comes again until that is so: other jobs free the space.</summary>
internal sealed class VerifyDeletion(DeletionStore store, DeletionProbe probe, TimeProvider time) : IJobHandler
{
    private const int Looks = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Name => JobKinds.VerifyDeletion;

    public async Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(job.Tenant, job.FileId, cancellationToken) is not { } deletion)
        {
            return;
        }

        var generations = await store.GenerationsAsync(job.Tenant, deletion.Id, cancellationToken);
        for (var look = 0; look < Looks; look++)
        {
            if ((await probe.LookAsync(job.Tenant, deletion, generations, cancellationToken)).IsNothing)
            {
                await store.CompleteAsync(job.Tenant, deletion.Id, cancellationToken);
                return;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        throw new InvalidOperationException($"Something of the deletion {deletion.Id} is left; it is looked for again later.");
    }
}
