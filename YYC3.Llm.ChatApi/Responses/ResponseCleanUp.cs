using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.CleanUp;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;

namespace YYC3.Llm.ChatApi.Responses;

/// <summary>Deletes responses and events whose time is over, a few at a time.</summary>
internal sealed class ResponseCleanUp(ResponseStore store, RunStore runs, IOptions<ResponseOptions> options, TimeProvider time, ILogger<ResponseCleanUp> logger)
    : PeriodicCleanUp(options.Value.CleanUpInterval, time, logger)
{
    private const int Batch = 200;

    /// <summary>Deletes all whose time is over by now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await store.SweepAsync(Batch, cancellationToken) == Batch)
        {
        }

        while (await runs.SweepAsync(Batch, cancellationToken) == Batch)
        {
        }
    }

    protected override Task CleanAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);
}
