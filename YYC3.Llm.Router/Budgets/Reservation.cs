using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Budgets;

/// <summary>What a call has reserved, and what its attempts have cost so far.</summary>
internal sealed class Reservation
{
    private decimal usd;
    private decimal cny;
    private long tokens;

    public List<(BudgetAccount Account, decimal Amount)> Budgets { get; } = [];

    public List<(RateWindow Window, long Minute, long Amount)> Tokens { get; } = [];

    /// <summary>An attempt's part.</summary>
    public void Spent(decimal? cost, string? currency, in TokenUsage usage)
    {
        tokens += usage.Input + usage.Output;
        if (currency == "CNY")
        {
            cny += cost ?? 0;
        }
        else
        {
            usd += cost ?? 0;
        }
    }

    /// <summary>Puts what was used in place of what was reserved.</summary>
    public void Settle()
    {
        foreach (var (account, amount) in Budgets)
        {
            account.Settle(amount, account.Budget.Currency == "CNY" ? cny : usd);
        }

        foreach (var (window, minute, amount) in Tokens)
        {
            window.Correct(minute, tokens - amount);
        }

        Budgets.Clear();
        Tokens.Clear();
    }
}
