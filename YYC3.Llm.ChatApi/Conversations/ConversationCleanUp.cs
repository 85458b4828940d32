using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.CleanUp;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Deletes conversations that have expired, a few at a time.</summary>
internal sealed class ConversationCleanUp(ConversationStore store, IOptions<ConversationOptions> options, TimeProvider time, ILogger<ConversationCleanUp> logger)
    : PeriodicCleanUp(options.Value.CleanUpInterval, time, logger)
{
    private const int Batch = 50;

    /// <summary>Deletes all that have expired by now.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (total, deleted) = (0, 0);
        do
        {
            deleted = await store.DeleteExpiredAsync(Batch, cancellationToken);
            total += deleted;
        }
        while (deleted == Batch);
        return total;
    }

    protected override Task CleanAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);
}
