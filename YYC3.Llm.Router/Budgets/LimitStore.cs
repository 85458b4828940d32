using System.Data.Common;
using Dapper;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Budgets;

/// <summary>Budgets and limits in the database. Admins set them for all projects.</summary>
internal sealed class LimitStore(IDatabase database)
{
    private const string BudgetColumns = """id as "Id", tenant as "Tenant", scope as "Scope", subject as "Subject", cast(amount as text) as "Amount", currency as "Currency", period as "Period", created_at as "CreatedAt" """;
    private const string LimitColumns = """id as "Id", tenant as "Tenant", scope as "Scope", subject as "Subject", requests_per_minute as "Requests", tokens_per_minute as "Tokens", created_at as "CreatedAt" """;

    public async Task<IReadOnlyList<Budget>> BudgetsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<BudgetRow>(new CommandDefinition($"select {BudgetColumns} from budgets order by created_at, id", cancellationToken: cancellationToken));
        return [.. rows.Select(row => new Budget(row.Id, row.Tenant, row.Scope, row.Subject, Decimals.Parse(row.Amount), row.Currency, row.Period, row.CreatedAt))];
    }

    public async Task<IReadOnlyList<RateLimit>> LimitsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<RateLimit>(new CommandDefinition($"select {LimitColumns} from limits order by created_at, id", cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Adds a budget, or puts another in its place.</summary>
    public async Task PutAsync(Budget budget, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into budgets (id, tenant, scope, subject, amount, currency, period, created_at) values (@Id, @Tenant, @Scope, @Subject, @amount, @Currency, @Period, @CreatedAt)
            on conflict (id) do update set amount = excluded.amount, currency = excluded.currency, period = excluded.period
            """,
            new { budget.Id, budget.Tenant, budget.Scope, budget.Subject, amount = Decimals.Stored(database, budget.Amount), budget.Currency, budget.Period, budget.CreatedAt },
            cancellationToken: cancellationToken));
    }

    /// <summary>Adds a limit, or puts another in its place.</summary>
    public async Task PutAsync(RateLimit limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into limits (id, tenant, scope, subject, requests_per_minute, tokens_per_minute, created_at) values (@Id, @Tenant, @Scope, @Subject, @Requests, @Tokens, @CreatedAt)
            on conflict (id) do update set requests_per_minute = excluded.requests_per_minute, tokens_per_minute = excluded.tokens_per_minute
            """,
            limit,
            cancellationToken: cancellationToken));
    }

    /// <summary>Removes a budget or a limit.</summary>
    /// <param name="table">budgets or limits.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(string table, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // All projects: admins keep the budgets of all of them.
        return await connection.ExecuteAsync(new CommandDefinition($"delete from {table} where id = @id", new { id }, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>What is spent of a budget in a period, with what instances hold of it counted as far as it is used.</summary>
    public async Task<decimal> SpentAsync(Budget budget, long periodStart, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // All projects: the budget's id names its own rows.
        var amounts = await connection.QueryAsync<string>(new CommandDefinition(
            """
            select cast(spent as text) from budget_periods where budget_id = @Id and period_start = @periodStart
            union all
            select cast(used as text) from budget_leases where budget_id = @Id and period_start = @periodStart
            """,
            new { budget.Id, periodStart }, cancellationToken: cancellationToken));
        return amounts.Sum(Decimals.Parse);
    }

    /// <summary>
    /// Sets an instance's lease of a budget, in one transaction that no other can come between: first what leases that ran out have used is counted
    /// as spent, then so much more is granted as the budget has left.
    /// </summary>
    /// <param name="budget">The budget.</param>
    /// <param name="periodStart">Its period, UTC microseconds.</param>
    /// <param name="instance">Who leases.</param>
    /// <param name="held">What it holds already.</param>
    /// <param name="used">What it has used of that.</param>
    /// <param name="need">What it needs more, at least; 0 to keep what it has.</param>
    /// <param name="now">UTC microseconds.</param>
    /// <param name="expires">When the lease ends unless it is set again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LeaseAnswer> LeaseAsync(Budget budget, long periodStart, string instance, decimal held, decimal used, decimal need, long now, long expires, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var spent = await LockAsync(connection, transaction, budget, periodStart, cancellationToken);

        // All projects: the budget's id names its own rows.
        var leases = (await connection.QueryAsync<LeaseRow>(new CommandDefinition(
            """
            select instance as "Instance", cast(granted as text) as "Granted", cast(used as text) as "Used", expires_at as "ExpiresAt"
            from budget_leases where budget_id = @Id and period_start = @periodStart
            """,
            new { budget.Id, periodStart }, transaction, cancellationToken: cancellationToken))).AsList();
        decimal outstanding = 0, usedByOthers = 0, heldByOthers = 0;
        var known = false;
        foreach (var lease in leases)
        {
            var (granted, hasUsed) = (Decimals.Parse(lease.Granted), Decimals.Parse(lease.Used));
            if (lease.Instance == instance)
            {
                known = true;
            }
            else if (lease.ExpiresAt <= now)
            {
                spent += hasUsed;

                // All projects: the budget's id names its own rows.
                await connection.ExecuteAsync(new CommandDefinition(
                    "delete from budget_leases where budget_id = @Id and period_start = @periodStart and instance = @Instance",
                    new { budget.Id, periodStart, lease.Instance }, transaction, cancellationToken: cancellationToken));
            }
            else
            {
                heldByOthers += Math.Max(granted, hasUsed);
                usedByOthers += hasUsed;
                outstanding += Math.Max(granted - hasUsed, 0);
            }
        }

        var left = budget.Amount - spent - heldByOthers - Math.Max(held, used);
        var more = need <= 0 || left < need ? 0 : Math.Min(left, Math.Max(need, left / Slices));
        await SpendAsync(connection, transaction, budget, periodStart, spent, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into budget_leases (budget_id, tenant, period_start, instance, granted, used, expires_at) values (@Id, @Tenant, @periodStart, @instance, @granted, @used, @expires)
            on conflict (budget_id, period_start, instance) do update set granted = excluded.granted, used = excluded.used, expires_at = excluded.expires_at
            """,
            new { budget.Id, budget.Tenant, periodStart, instance, granted = Decimals.Stored(database, held + more), used = Decimals.Stored(database, used), expires },
            transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new LeaseAnswer(more, outstanding, budget.Amount - spent - usedByOthers - used, known);
    }

    /// <summary>Ends an instance's lease: what it used is spent, the rest is free again.</summary>
    public async Task ReturnAsync(Budget budget, long periodStart, string instance, decimal used, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var spent = await LockAsync(connection, transaction, budget, periodStart, cancellationToken);
        await SpendAsync(connection, transaction, budget, periodStart, spent + used, cancellationToken);

        // All projects: the budget's id names its own rows.
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from budget_leases where budget_id = @Id and period_start = @periodStart and instance = @instance",
            new { budget.Id, periodStart, instance }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A lease takes a twentieth of what is left, or what a call needs when that is more: near its end a budget is handed out call by call.</summary>
    private const int Slices = 20;

    private async Task<decimal> LockAsync(DbConnection connection, DbTransaction transaction, Budget budget, long periodStart, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into budget_periods (budget_id, tenant, period_start, spent) values (@Id, @Tenant, @periodStart, @zero) on conflict (budget_id, period_start) do nothing",
            new { budget.Id, budget.Tenant, periodStart, zero = Decimals.Stored(database, 0) }, transaction, cancellationToken: cancellationToken));

        // All projects: the budget's id names its own rows. SQLite's transactions hold the whole file.
        return Decimals.Parse(await connection.QuerySingleAsync<string>(new CommandDefinition(
            $"select cast(spent as text) from budget_periods where budget_id = @Id and period_start = @periodStart {(database.Backend == "postgres" ? "for update" : "")}",
            new { budget.Id, periodStart }, transaction, cancellationToken: cancellationToken)));
    }

    private Task SpendAsync(DbConnection connection, DbTransaction transaction, Budget budget, long periodStart, decimal spent, CancellationToken cancellationToken) =>
        // All projects: the budget's id names its own rows.
        connection.ExecuteAsync(new CommandDefinition(
            "update budget_periods set spent = @spent where budget_id = @Id and period_start = @periodStart",
            new { budget.Id, periodStart, spent = Decimals.Stored(database, spent) }, transaction, cancellationToken: cancellationToken));

    // Properties and no constructor: SQLite does not tell the type of an expression before there is a row.
    private sealed class BudgetRow
    {
        public string Id { get; set; } = "";

        public string Tenant { get; set; } = "";

        public string Scope { get; set; } = "";

        public string Subject { get; set; } = "";

        public string Amount { get; set; } = "";

        public string Currency { get; set; } = "";

        public string Period { get; set; } = "";

        public long CreatedAt { get; set; }
    }

    private sealed class LeaseRow
    {
        public string Instance { get; set; } = "";

        public string Granted { get; set; } = "";

        public string Used { get; set; } = "";

        public long ExpiresAt { get; set; }
    }
}

/// <summary>What came of asking for a lease.</summary>
/// <param name="More">What was granted on top.</param>
/// <param name="Outstanding">What other instances hold and may give back.</param>
/// <param name="Unspent">What there would be if everybody gave back everything unused.</param>
/// <param name="Known">Whether the database still had this instance's lease.</param>
internal readonly record struct LeaseAnswer(decimal More, decimal Outstanding, decimal Unspent, bool Known);
