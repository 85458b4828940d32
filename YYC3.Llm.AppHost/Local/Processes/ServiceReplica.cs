using System.ComponentModel;
using YYC3.Llm.AppHost.Local.Resources;
using YYC3.Llm.ServiceDefaults.Hosting;

namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>One process of a service: started when its time has come, asked for its health, started again when it dies.</summary>
/// <param name="plan">What to start.</param>
/// <param name="watched">Where its state and its output go.</param>
/// <param name="probe">Asks for health.</param>
/// <param name="limit">How long the first start may take.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceReplica(ServicePlan plan, IServiceWatcher watched, HealthProbe probe, TimeSpan limit, TimeProvider time)
{
    private const int FirstStarts = 3;
    private static readonly TimeSpan AskWhileStarting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AskWhileRunning = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ServiceFailure> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ResourceSnapshot snapshot = plan.Snapshot;
    private SupervisedProcess? process;
    private HealthAnswer lastAnswer;

    /// <summary>Ends when it was healthy for the first time.</summary>
    public Task Healthy => healthy.Task;

    /// <summary>Ends when its first start has failed for good.</summary>
    public Task<ServiceFailure> Failed => failed.Task;

    /// <summary>The replica's name.</summary>
    public string Name => plan.Name;

    /// <summary>Runs it until the topology stops; the last process is then left to <see cref="StopAsync"/>.</summary>
    /// <param name="dependencies">Ends when what it waits for is healthy.</param>
    /// <param name="stopping">Fires before the first service is stopped, so that none is started again.</param>
    public async Task RunAsync(Task dependencies, CancellationToken stopping)
    {
        Publish(snapshot with { State = "Waiting" });
        try
        {
            await dependencies.WaitAsync(stopping);
            var backOff = new BackOff();
            var begun = time.GetTimestamp();
            for (var starts = 1; !stopping.IsCancellationRequested; starts++)
            {
                var started = time.GetTimestamp();
                var exitCode = await RunOnceAsync(begun, stopping);
                if (stopping.IsCancellationRequested)
                {
                    return;
                }

                if (!healthy.Task.IsCompleted && starts == FirstStarts)
                {
                    Fail($"ended {FirstStarts} times before it was healthy, last with exit code {exitCode}");
                    return;
                }

                var delay = backOff.Next(time.GetElapsedTime(started));
                watched.Died(plan.Name, exitCode, delay);
                Publish(snapshot with { StateReason = $"Ended with exit code {exitCode}; starts again in {delay.TotalSeconds:0} s", Restarts = snapshot.Restarts + 1 });
                await Task.Delay(delay, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The topology stops.
        }
        catch (Win32Exception failure)
        {
            Fail($"cannot be started: {failure.Message}");
        }
    }

    /// <summary>Stops the process, if one runs; call it only after the stopping token has fired.</summary>
    public async Task StopAsync()
    {
        if (process is not { Exited.IsCompleted: false } last)
        {
            return;
        }

        Publish(snapshot with { State = "Stopping", StateReason = null });
        var exitCode = await last.StopAsync(Patience);
        Publish(snapshot with { State = "Exited", ExitCode = exitCode, ProcessId = null, Health = null, StartedAt = null });
        watched.Stopped(plan.Name);
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill() => process?.Kill();

    private async Task<int> RunOnceAsync(long begun, CancellationToken stopping)
    {
        process?.Dispose();
        process = SupervisedProcess.Start(plan.AssemblyPath, plan.WorkingDirectory, plan.Environment, (isError, line) => watched.Wrote(plan.Name, isError, line), time);
        Publish(snapshot with { State = "Starting", StateReason = null, ProcessId = process.Id, StartedAt = time.GetUtcNow(), Health = plan.HealthAddress is null ? null : "Unhealthy" });
        if (!healthy.Task.IsCompleted)
        {
            watched.Starting(plan.Name);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var health = WatchHealthAsync(begun, ended.Token);
        try
        {
            var exitCode = await process.Exited.WaitAsync(stopping);
            await ended.CancelAsync();
            await health;
            Publish(snapshot with { State = "Exited", ExitCode = exitCode, ProcessId = null, Health = null, StartedAt = null });
            return exitCode;
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private async Task WatchHealthAsync(long begun, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                lastAnswer = plan.HealthAddress is { } address ? await probe.AskAsync(address, cancellationToken) : new HealthAnswer(IsHealthy: true, "not asked");
                Note(lastAnswer);
                if (!healthy.Task.IsCompleted && time.GetElapsedTime(begun) > limit)
                {
                    Fail($"was not healthy within {limit.TotalSeconds:0} s");
                }

                await Task.Delay(snapshot.State == "Starting" ? AskWhileStarting : AskWhileRunning, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ended, or the topology stops.
        }
    }

    private void Note(HealthAnswer answer)
    {
        var state = answer.IsHealthy ? "Running" : snapshot.State;
        var health = plan.HealthAddress is null ? null : answer.IsHealthy ? "Healthy" : "Unhealthy";
        var reason = answer.IsHealthy ? null : answer.Text;
        if ((snapshot.State, snapshot.Health, snapshot.StateReason) != (state, health, reason))
        {
            Publish(snapshot with { State = state, Health = health, StateReason = reason });
        }

        if (answer.IsHealthy && !healthy.Task.IsCompleted)
        {
            watched.BecameHealthy(plan.Name); // First, so that it is told before those that waited for it start.
            healthy.SetResult();
        }
    }

    private void Fail(string what)
    {
        Publish(snapshot with { State = "FailedToStart", StateReason = what });
        failed.TrySetResult(new ServiceFailure(plan.Name, what, plan.HealthAddress is null ? null : lastAnswer.Text ?? "nothing yet"));
    }

    private void Publish(ResourceSnapshot next)
    {
        snapshot = next;
        watched.Published(next);
    }
}
