using System.Data.Common;
using System.Globalization;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.Router.Metering.Prices;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Budgets;

/// <summary>Holds calls to their budgets and limits: reserves before anybody is asked, settles when the call has ended. Without any it costs one look.</summary>
internal sealed class LimitGate(LimitBook book, Outbox outbox, MeteringOptions options, LedgerMetrics metrics, TimeProvider time) : ICallGate, ICallObserver
{
    private readonly TimeSpan patience = TimeSpan.FromSeconds(options.BudgetWaitSeconds);

    public ValueTask<ApiException?> EnterAsync(Call call)
    {
        call.IsCounted = true;
        outbox.Folder.Counters.Begin();
        return book.IsEmpty ? default : CheckAsync(call);
    }

    public void Attempted(Call call, Attempt attempt)
    {
        // The meter tells the reservation what an attempt cost.
    }

    public void Ended(Call call) => call.Notes.Get<Reservation>()?.Settle();

    private async ValueTask<ApiException?> CheckAsync(Call call)
    {
        var caller = call.Caller;
        var (limits, budgets) = (book.LimitsOf(caller).ToList(), book.BudgetsOf(caller).ToList());
        if (limits.Count == 0 && budgets.Count == 0)
        {
            return null;
        }

        var reservation = new Reservation();
        call.Notes.Set(reservation);
        var prompt = PromptTokens(call);
        var answer = AnswerTokens(call);
        var refusal = await LimitAsync(call, limits, reservation, prompt + answer) ?? await BudgetAsync(call, budgets, reservation, prompt, answer);
        if (refusal is not null)
        {
            reservation.Settle();
            metrics.Refused(refusal.Code ?? "none");
        }

        return refusal;
    }

    private async ValueTask<ApiException?> LimitAsync(Call call, List<RateLimit> limits, Reservation reservation, long tokens)
    {
        if (limits.Count > 0)
        {
            LimitHeaders.Add(call.Context.Response, [.. limits.Where(limit => limit.Requests is not null).Select(book.Requests)], [.. limits.Where(limit => limit.Tokens is not null).Select(book.Tokens)]);
        }

        foreach (var limit in limits)
        {
            if (limit.Requests is not null && book.Requests(limit) is var requests && await requests.TakeAsync(1, call.Context.RequestAborted) == 0)
            {
                return TooFast(limit, "requests", requests, 1);
            }

            if (limit.Tokens is null)
            {
                continue;
            }

            var window = book.Tokens(limit);
            var minute = await window.TakeAsync(tokens, call.Context.RequestAborted);
            if (minute == 0)
            {
                return TooFast(limit, "tokens", window, tokens);
            }

            reservation.Tokens.Add((window, minute, tokens));
        }

        return null;
    }

    private async ValueTask<ApiException?> BudgetAsync(Call call, List<Budget> budgets, Reservation reservation, long prompt, long answer)
    {
        var now = time.GetUtcNow();
        foreach (var budget in budgets)
        {
            if (Highest(call.Model, budget.Currency, prompt, answer, now) is not { } amount)
            {
                metrics.Unpriced($"{call.Model.Name} ({budget.Currency})");
                if (options.UnknownPrice == "refuse")
                {
                    return new ApiException(
                        429, $"The price of {call.Model.Name} in {budget.Currency} is not known, so the budget of this {budget.Scope} cannot be kept. An admin has to give it prices in the catalog, or set Metering:UnknownPrice to allow.", "insufficient_quota", null, "insufficient_quota");
                }

                continue;
            }

            var account = book.Account(budget, now);
            try
            {
                if (!await account.ReserveAsync(amount, patience, call.Context.RequestAborted))
                {
                    return Spent(budget, now);
                }

                reservation.Budgets.Add((account, amount));
            }
            catch (DbException) when (options.BudgetsWithoutDatabase == "allow")
            {
                // Said so: the ledger will still know what it cost.
            }
            catch (DbException)
            {
                return ApiException.Unavailable("The budget of this call cannot be checked, because the database does not answer. Try again in a moment.", TimeSpan.FromSeconds(2));
            }
        }

        return null;
    }

    /// <summary>The most a call can cost, whoever answers it; null when nobody's price is known, or one is in another currency.</summary>
    private static decimal? Highest(Model model, string currency, long prompt, long answer, DateTimeOffset now)
    {
        decimal? highest = null;
        foreach (var deployment in model.Active.Concat(model.Chain.SelectMany(next => next.Active)))
        {
            if (deployment.Prices.At(now) is not { } price || price.Currency != currency || price.RatesFor(prompt, now, null) is not { In: { } input } rates)
            {
                return null;
            }

            var dearestIn = Math.Max(Math.Max(input, rates.CacheWrite ?? 0), Math.Max(rates.CacheWrite1h ?? 0, rates.AudioIn ?? 0));
            var dearestOut = Math.Max(Math.Max(rates.Out ?? 0, rates.OutReasoning ?? 0), rates.AudioOut ?? 0);
            var cost = CostFormula.Plain(((prompt * dearestIn) + (answer * dearestOut)) / 1_000_000m);
            highest = highest is { } before ? Math.Max(before, cost) : cost;
        }

        return highest;
    }

    // An estimate can be too low, and providers add words of their own.
    private static long PromptTokens(Call call) => (UsageEstimate.Prompt(call.Body.Memory.Span) * 5 / 4) + 16;

    private long AnswerTokens(Call call)
    {
        if (call.Operation == Operation.Embeddings || call.Operation == Operation.Rerank || call.Operation == Operation.Moderations)
        {
            return 0;
        }

        var most = call.Head.MaxTokens > 0 ? call.Head.MaxTokens : options.ReserveOutputTokens;
        return Math.Min(most, call.Model.Definition.MaxOutput ?? long.MaxValue) * Math.Max(call.Head.Choices, 1);
    }

    private static ApiException TooFast(RateLimit limit, string kind, RateWindow window, long amount) => new(
        429,
        $"Rate limit reached for this {limit.Scope}: {window.Limit.ToString(CultureInfo.InvariantCulture)} {kind} a minute, of which {window.Remaining.ToString(CultureInfo.InvariantCulture)} are left and {amount.ToString(CultureInfo.InvariantCulture)} were asked for. Try again in {Math.Ceiling(window.Reset.TotalSeconds)} s.",
        kind,
        null,
        "rate_limit_exceeded")
    { RetryAfter = window.Reset };

    private static ApiException Spent(Budget budget, DateTimeOffset now) => new(
        429,
        $"The budget of this {budget.Scope} ({budget.Amount.ToString(CultureInfo.InvariantCulture)} {budget.Currency}, {budget.Period}) does not have enough left for this call. Ask for less (max_tokens), wait for the next period, or ask an admin to raise it (PUT /admin/budgets/{budget.Id}).",
        "insufficient_quota",
        null,
        "insufficient_quota")
    { RetryAfter = budget.PeriodEnd(now) - now };
}
