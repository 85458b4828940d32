using System.Data.Common;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Experiments.Decisions;
using YYC3.Llm.Router.Experiments.Feedback;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Storage;

namespace YYC3.Llm.Router.Experiments;

/// <summary>
/// What goes on beside the calls: writes what they brought, takes over what other instances changed, and decides about running experiments.
/// Every instance does all of it; of two that decide at once, one change takes effect.
/// </summary>
internal sealed partial class ExperimentWorker(
    ExperimentStore experiments, TallyStore tallies, FeedbackStore feedback, OutcomeRecorder recorder, RunningExperiments running, ExperimentOptions options, TimeProvider time, ILogger<ExperimentWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim flushing = new(1);
    private readonly SemaphoreSlim refreshing = new(1);
    private OutcomeBatch? unwritten;
    private bool isAway;

    /// <summary>Loads the running experiments before the first call; a database that is away is asked again later.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(RefreshAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(FlushAsync, cancellationToken);
    }

    /// <summary>
    /// Writes what calls brought until now, and not what more of them bring meanwhile: under load there always is more, and decisions come after.
    /// What cannot be written is kept, and written first next time.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await flushing.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
            unwritten = recorder.Take();
            await WriteAsync(cancellationToken);
        }
        finally
        {
            flushing.Release();
        }
    }

    /// <summary>Takes over which experiments run.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // One at a time: an older answer must not come after a newer one.
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            running.Set(await experiments.RunningAsync(cancellationToken));
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Decides about the running experiments by all that is written of them.</summary>
    public async Task DecideAsync(CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var experiment in await experiments.RunningAsync(cancellationToken))
        {
            var read = await tallies.ReadAsync(experiment.Id, cancellationToken, withQuantiles: false);
            var definition = experiment.Definition;
            var decision = Decider.Decide(definition, [.. definition.Arms.Select(arm => read.GetValueOrDefault(arm.Id) ?? new ArmTally())]);
            changed |= decision is not null && await ActAsync(experiment, decision, cancellationToken);
        }

        if (changed)
        {
            await RefreshAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.TickSeconds), time);
        var (decided, swept) = (time.GetTimestamp(), time.GetTimestamp());
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(FlushAsync, stoppingToken);
                await TryAsync(RefreshAsync, stoppingToken);
                if (time.GetElapsedTime(decided).TotalSeconds >= options.DecideSeconds)
                {
                    decided = time.GetTimestamp();
                    await TryAsync(feedback.MatchAsync, stoppingToken);
                    await TryAsync(DecideAsync, stoppingToken);
                }

                if (time.GetElapsedTime(swept) >= SweepEvery)
                {
                    swept = time.GetTimestamp();
                    await TryAsync(tallies.SweepAsync, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (unwritten is { } batch)
        {
            await tallies.AddAsync(batch, cancellationToken);
            unwritten = null;
        }
    }

    private async Task<bool> ActAsync(Experiment experiment, Decision decision, CancellationToken cancellationToken)
    {
        var isHarm = decision.Harmful is not null;
        if (!isHarm && !experiment.Definition.AutoStop && experiment.Winner is not null)
        {
            return false; // Told already; whoever runs it decides.
        }

        var status = isHarm || experiment.Definition.AutoStop ? ExperimentStatus.Stopped : ExperimentStatus.Running;
        var happened = isHarm ? ExperimentEvent.GuardRailHit : ExperimentEvent.WinnerFound;
        if (await experiments.MoveAsync(experiment, status, happened, decision.Winner ?? experiment.Winner, decision.Reason, cancellationToken) is null)
        {
            return false;
        }

        Log.Decided(logger, experiment.Id, experiment.Definition.Name, status, decision.Reason);
        return true;
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
            isAway = false;
        }
        catch (DbException failure)
        {
            if (!isAway)
            {
                isAway = true; // Once for each absence, not once a second.
                Log.DatabaseAway(logger, failure.Message);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.Failed(logger, failure); // The next round may do better; calls go on in any case.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Experiment {Id} ({Name}) is {Status}: {Reason}")]
        public static partial void Decided(ILogger logger, string id, string name, string status, string reason);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "What experiments brought cannot be written or read for now: {Reason}")]
        public static partial void DatabaseAway(ILogger logger, string reason);

        [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The upkeep of experiments failed")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
