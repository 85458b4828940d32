using System.Collections.Concurrent;
using System.Collections.Frozen;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Budgets;

/// <summary>The budgets and limits in force, by whom they hold for. Swapped whole when one changes; what is counted lives on.</summary>
internal sealed class LimitBook(LimitStore store, Metering.Ledger.Outbox outbox, ICache cache, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Budget, decimal Amount, string Currency, DateTimeOffset Period), BudgetAccount> accounts = new();
    private readonly ConcurrentDictionary<(string Limit, bool Tokens, long Most), RateWindow> windows = new();
    private volatile State state = new([], []);

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => state.IsEmpty;

    public IReadOnlyCollection<BudgetAccount> Accounts => [.. accounts.Values];

    /// <summary>Takes over what the database says.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        state = new State(await store.BudgetsAsync(cancellationToken), await store.LimitsAsync(cancellationToken));

    public IEnumerable<Budget> BudgetsOf(CallerIdentity caller) => state.Budgets(caller);

    public IEnumerable<RateLimit> LimitsOf(CallerIdentity caller) => state.Limits(caller);

    public BudgetAccount Account(Budget budget, DateTimeOffset now) => accounts.GetOrAdd(
        (budget.Id, budget.Amount, budget.Currency, budget.PeriodStart(now)),
        key => new BudgetAccount(budget, key.Period, outbox.Instance, store, time));

    public RateWindow Requests(RateLimit limit) => windows.GetOrAdd((limit.Id, false, limit.Requests!.Value), key => new RateWindow($"{key.Limit}:r", key.Most, cache, time));

    public RateWindow Tokens(RateLimit limit) => windows.GetOrAdd((limit.Id, true, limit.Tokens!.Value), key => new RateWindow($"{key.Limit}:t", key.Most, cache, time));

    private sealed class State(IReadOnlyList<Budget> budgets, IReadOnlyList<RateLimit> limits)
    {
        private readonly FrozenDictionary<(string, string, string), Budget[]> budgetsOf =
            budgets.GroupBy(budget => (budget.Scope, budget.Tenant, budget.Subject)).ToFrozenDictionary(group => group.Key, group => group.ToArray());

        private readonly FrozenDictionary<(string, string, string), RateLimit[]> limitsOf =
            limits.GroupBy(limit => (limit.Scope, limit.Tenant, limit.Subject)).ToFrozenDictionary(group => group.Key, group => group.ToArray());

        public bool IsEmpty { get; } = budgets.Count == 0 && limits.Count == 0;

        public IEnumerable<Budget> Budgets(CallerIdentity caller) => Keys(caller).SelectMany(key => budgetsOf.GetValueOrDefault(key) ?? []);

        public IEnumerable<RateLimit> Limits(CallerIdentity caller) => Keys(caller).SelectMany(key => limitsOf.GetValueOrDefault(key) ?? []);

        private static IEnumerable<(string, string, string)> Keys(CallerIdentity caller)
        {
            yield return ("tenant", caller.Tenant.Value, caller.Tenant.Value);
            yield return ("key", "", caller.KeyId);
            if (caller.User is { } user)
            {
                yield return ("user", caller.Tenant.Value, user);
            }
        }
    }
}
