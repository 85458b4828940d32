using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Experiments.Shadow;

/// <summary>Sends the copies, a few at a time, through the same relay as calls, to nobody's ears.</summary>
internal sealed partial class ShadowSender(
    ShadowQueue queue, CallRelay relay, ExperimentOptions options, ExperimentTelemetry telemetry, IServiceProvider services, TimeProvider time, ILogger<ShadowSender> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, options.ShadowConcurrency).Select(_ => SendAllAsync(stoppingToken)));

    private async Task SendAllAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var job in queue.Jobs.ReadAllAsync(stoppingToken))
            {
                using (job.Body)
                {
                    await SendAsync(job, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; copies that wait are nobody's loss.
        }
    }

    private async Task SendAsync(ShadowJob job, CancellationToken stoppingToken)
    {
        // A context of our own: the caller's is gone, and what the shadow answers goes nowhere.
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = stoppingToken };
        var call = new Call(context, job.Operation, job.Body, job.Head, job.Model, job.Caller with { RequestId = Ids.New("req", time) }, time.GetTimestamp());
        call.Notes.Set(CallPurpose.Shadow);
        call.Notes.Set(new ShadowCopy(job.Running));
        telemetry.Copied(job.Running.Experiment.Id, wasSent: true);
        try
        {
            await relay.RepeatAsync(call);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(logger, job.Running.Experiment.Id, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A copy for the shadow of experiment {Experiment} failed")]
        public static partial void Failed(ILogger logger, string experiment, Exception failure);
    }
}
