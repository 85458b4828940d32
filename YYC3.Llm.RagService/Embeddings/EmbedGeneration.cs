using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Embeds the chunks of a file that searches see already by their words. A model that is busy or away delays it and loses nothing.</summary>
internal sealed class EmbedGeneration(EmbeddingStore embeddings, EmbeddingClient client, ChunkStore chunks, IndexChoice index, IOptions<EmbeddingOptions> options) : IJobHandler
{
    private const int Run = 256;

    public string Name => JobKinds.Embed;

    public async Task RunAsync(Job job, JobLease lease, CancellationToken cancellationToken)
    {
        if (options.Value.Space is not { } space || !await embeddings.NeedsAsync(job.Tenant, job.StoreId, job.FileId, job.Target, space.Key, cancellationToken))
        {
            return;
        }

        var scope = new IndexScope(job.Tenant, job.StoreId);
        await index.Index.RemoveVectorsAsync(scope, space.Key, job.Target, cancellationToken); // What an earlier attempt left.
        for (var first = 0; ; first += Run)
        {
            var rows = await chunks.ReadRunAsync(job.Tenant, job.StoreId, job.Target, first, Run, cancellationToken);
            if (rows.Count > 0)
            {
                var vectors = await client.EmbedAsync(job.Tenant, space, rows.ConvertAll(InContext), cancellationToken);
                await index.Index.AddVectorsAsync(scope, space.Key, job.Target, [.. rows.Zip(vectors, (row, vector) => new IndexedVector((int)row.Ordinal, vector))], cancellationToken);
            }

            if (rows.Count < Run)
            {
                break;
            }
        }

        await embeddings.CompleteAsync(job, lease, space.Key, cancellationToken);
    }

    // What the words' index sees, too: the headings above a passage say what it is about.
    private static string InContext(ChunkRow row) =>
        row.Heading is null && row.TableHeader is null ? row.Text : string.Join('\n', new[] { row.Heading, row.TableHeader, row.Text }.Where(part => part is not null));
}
