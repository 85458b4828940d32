using System.Data.Common;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Jobs;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Sees to it, at the start and then each minute, that what is indexed is embedded by the model that is set.</summary>
internal sealed partial class EmbeddingUpkeep(EmbeddingStore embeddings, JobSignal jobs, IOptions<EmbeddingOptions> options, TimeProvider time, ILogger<EmbeddingUpkeep> logger) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Space is not { } space)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                if (await embeddings.CatchUpAsync(space.Key, stoppingToken))
                {
                    jobs.Ring();
                }
            }
            catch (DbException failure)
            {
                Log.Later(logger, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "What is to be embedded is looked for later: {Reason}")]
        public static partial void Later(ILogger logger, string reason);
    }
}
