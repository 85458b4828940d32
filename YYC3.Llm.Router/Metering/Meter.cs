using YYC3.Llm.Router.Budgets;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Metering;

/// <summary>Makes one usage record for each attempt, and one for each call that nobody was asked for, and leaves it in the outbox. On the calls' path: a record and no waiting.</summary>
internal sealed class Meter(Outbox outbox, MeteringOptions options, LedgerMetrics metrics, TimeProvider time) : ICallObserver
{
    private static readonly string[] Ends = ["completed", "client_gone", "upstream_error", "refused", "cached"];

    private readonly bool billsAborted = options.BillAborted == "estimated";

    public void Attempted(Call call, Attempt attempt)
    {
        var measured = Measured.Of(call, attempt, billsAborted);
        var deployment = attempt.Candidate.Deployment;
        if (measured.Cost is null)
        {
            metrics.Unpriced(deployment.Name);
        }

        call.Notes.Get<Reservation>()?.Spent(measured.Cost, measured.Currency, measured.Usage);
        Record(call, attempt, measured);
    }

    public void Ended(Call call)
    {
        if (call.Attempts == 0 && call.End is CallEnd.Refused or CallEnd.Cached)
        {
            Record(call, null, new Measured(default, null, null, null, 0, true));
        }

        if (call.IsCounted)
        {
            outbox.Folder.Counters.End();
        }
    }

    private void Record(Call call, Attempt? attempt, in Measured measured)
    {
        var deployment = attempt?.Candidate.Deployment;
        var end = attempt?.End ?? call.End;
        var record = new UsageRecord
        {
            Id = Ids.New("use", time),
            Instance = outbox.Instance,
            Sequence = outbox.Folder.Counters.Issue(),
            RequestId = call.RequestId,
            Attempt = attempt?.Number ?? 0,
            Tenant = call.Caller.Tenant.Value,
            KeyId = call.Caller.KeyId,
            User = call.Caller.User,
            Conversation = call.Caller.Conversation,
            Model = call.Model.Name,
            Deployment = deployment?.Name,
            Provider = deployment?.Provider.Name,
            Dialect = deployment?.Provider.Dialect.Name,
            Operation = call.Operation.Name,
            StartedAt = (attempt is null ? time.GetUtcNow() : call.AskedAt).ToMicroseconds(),
            Duration = attempt is null ? 0 : (long)attempt.Duration.TotalMicroseconds,
            FirstToken = attempt?.FirstToken is { } first ? (long)first.TotalMicroseconds : null,
            End = call.Notes.Get<ShadowMark>() is null ? Ends[(int)end] : "shadow",
            Committed = attempt?.Committed ?? false,
            Usage = measured.Usage,
            RawUsage = attempt?.RawUsage,
            Estimated = measured.Estimated,
            ServiceTier = measured.ServiceTier,
            PriceVersion = measured.Price?.Version,
            Cost = measured.Cost,
            Currency = measured.Currency,
            Warnings = call.Warnings.Header,
        };
        outbox.Add(record, measured.Price);
        metrics.Recorded();
    }
}
