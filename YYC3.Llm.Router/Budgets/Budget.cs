namespace YYC3.Llm.Router.Budgets;

/// <summary>How much may be spent.</summary>
/// <param name="Id"><c>bud_…</c>.</param>
/// <param name="Tenant">Whose it is; empty for a key, whose id is enough.</param>
/// <param name="Scope">tenant | key | user.</param>
/// <param name="Subject">The project, key or user.</param>
/// <param name="Amount">More than 0.</param>
/// <param name="Currency">USD or CNY. Costs in the other are not counted: no bill converts.</param>
/// <param name="Period">total | day | month, by UTC.</param>
/// <param name="CreatedAt">UTC microseconds.</param>
internal sealed record Budget(string Id, string Tenant, string Scope, string Subject, decimal Amount, string Currency, string Period, long CreatedAt)
{
    /// <summary>When the period that a time falls into began; the epoch for <c>total</c>.</summary>
    public DateTimeOffset PeriodStart(DateTimeOffset at) => Period switch
    {
        "day" => new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero),
        "month" => new DateTimeOffset(at.UtcDateTime.Year, at.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero),
        _ => DateTimeOffset.UnixEpoch,
    };

    /// <summary>When there will be budget again; null: never.</summary>
    public DateTimeOffset? PeriodEnd(DateTimeOffset at) => Period switch
    {
        "day" => PeriodStart(at).AddDays(1),
        "month" => PeriodStart(at).AddMonths(1),
        _ => null,
    };
}

/// <summary>How fast may be asked.</summary>
/// <param name="Id"><c>lim_…</c>.</param>
/// <param name="Tenant">Whose it is; empty for a key.</param>
/// <param name="Scope">tenant | key | user.</param>
/// <param name="Subject">The project, key or user.</param>
/// <param name="Requests">Requests a minute; null: any number.</param>
/// <param name="Tokens">Tokens a minute, prompt and answer; null: any number.</param>
/// <param name="CreatedAt">UTC microseconds.</param>
internal sealed record RateLimit(string Id, string Tenant, string Scope, string Subject, long? Requests, long? Tokens, long CreatedAt);
