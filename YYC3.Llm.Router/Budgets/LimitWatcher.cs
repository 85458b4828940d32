using System.Data.Common;
using YYC3.Llm.ServiceDefaults.Cache;

namespace YYC3.Llm.Router.Budgets;

/// <summary>Keeps the book as the database has it, and the database told of what is used.</summary>
internal sealed class LimitWatcher(LimitBook book, ICache cache, TimeProvider time) : BackgroundService
{
    /// <summary>The channel on which instances tell each other that budgets or limits have changed.</summary>
    public const string Channel = "yyc3:limits";

    /// <summary>How often what is used of budgets is told: what a kill can forget at most.</summary>
    private static readonly TimeSpan Report = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim told = new(0, 1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await book.LoadAsync(cancellationToken); // Before the first call is let in.
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ReportAsync(TimeSpan.Zero, cancellationToken);
    }

    public override void Dispose()
    {
        told.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = cache.Subscribe(Channel, _ => Tell());
        var loaded = time.GetTimestamp();
        var heard = told.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var first = await Task.WhenAny(heard, Task.Delay(Report, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
                if (first == heard || time.GetElapsedTime(loaded) >= Poll)
                {
                    loaded = time.GetTimestamp();
                    heard = heard.IsCompleted ? told.WaitAsync(stoppingToken) : heard;
                    await book.LoadAsync(stoppingToken);
                }

                await ReportAsync(Idle, stoppingToken);
            }
            catch (DbException)
            {
                // What was in force stays so; the health answer says that the database is down.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Tell()
    {
        lock (told)
        {
            if (told.CurrentCount == 0)
            {
                told.Release();
            }
        }
    }

    private async Task ReportAsync(TimeSpan idle, CancellationToken cancellationToken)
    {
        foreach (var account in book.Accounts)
        {
            try
            {
                await account.ReportAsync(idle, cancellationToken);
            }
            catch (Exception e) when (e is DbException or OperationCanceledException)
            {
                // Told the next time; the lease holds for a while.
            }
        }
    }
}
