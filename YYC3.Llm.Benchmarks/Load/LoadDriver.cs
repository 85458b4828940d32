namespace YYC3.Llm.Benchmarks.Load;

/// <summary>Runs a plan against a target.</summary>
internal sealed class LoadDriver(TimeProvider time)
{
    /// <summary>Runs the plan.</summary>
    /// <param name="target">Where the load goes.</param>
    /// <param name="plan">The load.</param>
    /// <param name="onMeasuring">Called when the warm-up is over and measuring begins.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<LoadResult> RunAsync(LoadTarget target, LoadPlan plan, Action? onMeasuring = null, CancellationToken cancellationToken = default)
    {
        var request = target.ChatRequest(plan.Model, plan.ContentEvents > 0);
        var connections = Enumerable.Range(0, plan.Connections).Select(_ => new Connection(target, time)).ToArray();
        try
        {
            if (plan.WarmUp > TimeSpan.Zero)
            {
                await PhaseAsync(plan with { Duration = plan.WarmUp }, request, connections, new LoadResult(), cancellationToken);
            }

            onMeasuring?.Invoke();
            var result = new LoadResult();
            await PhaseAsync(plan, request, connections, result, cancellationToken);
            return result;
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    private async Task PhaseAsync(LoadPlan plan, byte[] request, Connection[] connections, LoadResult result, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(plan.Duration + plan.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var start = time.GetTimestamp();
        var end = start + (long)(plan.Duration.TotalSeconds * time.TimestampFrequency);
        var schedule = plan.Rate > 0 ? new Schedule(plan.Rate, start, time.TimestampFrequency) : null;
        await Task.WhenAll(connections.Select((connection, index) => Task.Run(async () =>
        {
            if (await WaitAsync(start + (long)(plan.Spread.TotalSeconds * time.TimestampFrequency * index / connections.Length), both.Token))
            {
                await CallerAsync(connection, plan, request, schedule, end, result, both.Token);
            }
        }, CancellationToken.None)));
        result.Elapsed = time.GetElapsedTime(start);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task CallerAsync(Connection connection, LoadPlan plan, byte[] request, Schedule? schedule, long end, LoadResult result, CancellationToken cancellationToken)
    {
        for (var call = 0; (plan.CallsEach == 0 || call < plan.CallsEach) && !cancellationToken.IsCancellationRequested; call++)
        {
            var taken = time.GetTimestamp();
            var counts = taken;
            if (schedule is not null)
            {
                var due = schedule.Take();
                if (due >= end || !await WaitAsync(due, cancellationToken))
                {
                    return;
                }

                counts = Schedule.CountsFrom(due, taken, time.GetTimestamp());
            }
            else if (plan.CallsEach == 0 && taken >= end)
            {
                return;
            }

            result.Add(await connection.CallAsync(request, plan.ContentEvents, cancellationToken), counts, time);
        }
    }

    private async ValueTask<bool> WaitAsync(long due, CancellationToken cancellationToken)
    {
        var wait = time.GetElapsedTime(time.GetTimestamp(), due);
        if (wait <= TimeSpan.Zero)
        {
            return true;
        }

        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }
}
