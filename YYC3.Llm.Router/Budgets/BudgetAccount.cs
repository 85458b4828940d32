using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Budgets;

/// <summary>
/// What this instance holds of one budget in one period. A call reserves the most it can cost and settles what it did cost; what is held is leased
/// from the database, which never hands out more than the budget. So the overshoot is 0 on any number of instances, but for what an instance that is
/// killed had used since its last report: at most its lease, which is a twentieth of what was left or one call's reservation.
/// </summary>
internal sealed class BudgetAccount(Budget budget, DateTimeOffset periodStart, string instance, LimitStore store, TimeProvider time) : IDisposable
{
    /// <summary>How long a lease outlives its last report.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim asking = new(1, 1);
    private readonly long start = periodStart.ToMicroseconds();
    private decimal held;
    private decimal used;
    private decimal reserved;
    private decimal reported;
    private bool leased;
    private long touched = time.GetTimestamp();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Budget Budget => budget;

    public DateTimeOffset PeriodStart => periodStart;

    /// <summary>Reserves an amount, waiting a while for what others have reserved and may give back.</summary>
    /// <returns>Whether there was enough.</returns>
    /// <exception cref="System.Data.Common.DbException">More had to be leased and the database does not answer.</exception>
    public async ValueTask<bool> ReserveAsync(decimal amount, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var settled = Volatile.Read(ref changed).Task;
            if (TryTake(amount))
            {
                return true;
            }

            LeaseAnswer answer;
            await asking.WaitAsync(cancellationToken);
            try
            {
                if (TryTake(amount))
                {
                    return true;
                }

                answer = await AskAsync(amount, cancellationToken);
                if (TryTake(amount))
                {
                    return true;
                }
            }
            finally
            {
                asking.Release();
            }

            bool mayComeBack;
            lock (gate)
            {
                mayComeBack = (reserved > 0 || answer.Outstanding > 0) && answer.Unspent >= amount;
            }

            var left = patience - time.GetElapsedTime(began);
            if (!mayComeBack || left <= TimeSpan.Zero)
            {
                return false;
            }

            await Task.WhenAny(settled, Task.Delay(left < Poll ? left : Poll, time, cancellationToken));
        }
    }

    /// <summary>Replaces a reservation by what was spent.</summary>
    public void Settle(decimal amount, decimal spent)
    {
        lock (gate)
        {
            reserved -= amount;
            used += spent;
            touched = time.GetTimestamp();
        }

        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Tells the database what is used, so that a kill forgets little; gives back what nobody needs.</summary>
    /// <param name="idle">After how long without a call the lease is given back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReportAsync(TimeSpan idle, CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            decimal nowUsed;
            bool returns;
            lock (gate)
            {
                if (!leased)
                {
                    return;
                }

                nowUsed = used;
                returns = reserved == 0 && time.GetElapsedTime(touched) >= idle;
                if (returns)
                {
                    held = used = reported = 0;
                    leased = false;
                }
            }

            if (!returns)
            {
                await AskAsync(0, cancellationToken);
                return;
            }

            try
            {
                await store.ReturnAsync(budget, start, instance, nowUsed, cancellationToken);
            }
            catch
            {
                lock (gate)
                {
                    used += nowUsed;
                    held += nowUsed;
                    leased = true; // What was free is forgotten here, and given back by the next report.
                }

                throw;
            }
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose() => asking.Dispose();

    private bool TryTake(decimal amount)
    {
        lock (gate)
        {
            if (held - used - reserved < amount)
            {
                return false;
            }

            reserved += amount;
            touched = time.GetTimestamp();
            return true;
        }
    }

    private async Task<LeaseAnswer> AskAsync(decimal amount, CancellationToken cancellationToken)
    {
        decimal has, hasUsed, need;
        lock (gate)
        {
            (has, hasUsed, need) = (held, used, amount == 0 ? 0 : amount - (held - used - reserved));
        }

        var now = time.GetUtcNow();
        var answer = await store.LeaseAsync(budget, start, instance, has, hasUsed, need, now.ToMicroseconds(), (now + Lease).ToMicroseconds(), cancellationToken);
        lock (gate)
        {
            held += answer.More;
            if (leased && !answer.Known)
            {
                // It ran out while this process was stopped; others have counted what was reported, and it must not be counted twice.
                used -= reported;
                held = Math.Max(used + reserved, 0);
            }

            reported = leased && !answer.Known ? 0 : hasUsed;
            leased = true;
        }

        return answer;
    }
}
