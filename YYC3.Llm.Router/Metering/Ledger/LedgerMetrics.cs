using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>What operators watch of the ledger. Each alert is one log line and a counter to set an alarm on.</summary>
internal sealed partial class LedgerMetrics
{
    private const int MostNamed = 4096;
    private const string Others = "other";

    private readonly Counter<long> dropped;
    private readonly Counter<long> lost;
    private readonly Counter<long> ingested;
    private readonly Counter<long> unreadable;
    private readonly Counter<long> refused;
    private readonly ConcurrentDictionary<string, StrongBox<long>> unpriced = new(StringComparer.Ordinal);
    private readonly ILogger<LedgerMetrics> logger;
    private long recorded;
    private int full;

    public LedgerMetrics(IMeterFactory meters, ILogger<LedgerMetrics> logger)
    {
        this.logger = logger;
        var meter = meters.Create(Telemetry.RouterTelemetry.SourceName);
        // What every call counts is added up here and read when somebody asks: a counter looks its tags up at each addition, for each exporter.
        meter.CreateObservableCounter("yyc3.router.ledger.recorded", () => Volatile.Read(ref recorded), "{record}", "Attempts handed to the outbox.");
        meter.CreateObservableCounter("yyc3.router.prices.unknown", ReadUnpriced, "{attempt}", "Attempts whose price is not known, by deployment. Alarm on any.");
        ingested = meter.CreateCounter<long>("yyc3.router.ledger.ingested", "{record}", "Records that the database has taken.");
        dropped = meter.CreateCounter<long>("yyc3.router.ledger.dropped", "{record}", "Records for which the outbox had no room. Alarm on any.");
        lost = meter.CreateCounter<long>("yyc3.router.ledger.gaps", "{record}", "Records that an instance numbered and no outbox holds. Alarm on any.");
        unreadable = meter.CreateCounter<long>("yyc3.router.ledger.unreadable", "{entry}", "Outbox entries that were whole but could not be understood. Alarm on any.");
        refused = meter.CreateCounter<long>("yyc3.router.limits.refused", "{call}", "Calls refused by a budget or a limit, by code.");
    }

    public void Recorded() => Interlocked.Increment(ref recorded);

    public void Ingested(int count) => ingested.Add(count);

    public void Refused(string code) => refused.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Unreadable(string file)
    {
        unreadable.Add(1);
        Log.Unreadable(logger, file);
    }

    public void Dropped()
    {
        dropped.Add(1);
        if (Interlocked.Exchange(ref full, 1) == 0)
        {
            Log.Full(logger);
        }
    }

    public void HasRoom() => Volatile.Write(ref full, 0);

    public void Lost(string instance, long count, long inFlight)
    {
        lost.Add(count);
        Log.Lost(logger, instance, count, inFlight);
    }

    public void Unpriced(string deployment)
    {
        if (!unpriced.TryGetValue(deployment, out var count))
        {
            // A catalog that changes all the time must not fill the memory with names; the rest is counted together.
            var isNamed = unpriced.Count < MostNamed;
            count = unpriced.GetOrAdd(isNamed ? deployment : Others, static _ => new StrongBox<long>());
            if (isNamed)
            {
                Log.Unpriced(logger, deployment);
            }
        }

        Interlocked.Increment(ref count.Value);
    }

    public void DatabaseDown(string reason) => Log.DatabaseDown(logger, reason);

    private IEnumerable<Measurement<long>> ReadUnpriced() =>
        unpriced.Select(one => new Measurement<long>(Volatile.Read(ref one.Value.Value), new KeyValuePair<string, object?>("yyc3.deployment", one.Key)));

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The outbox has no room (Metering:OutboxMaxBytes, or the disk); usage records are being dropped and counted")]
        public static partial void Full(ILogger logger);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Outbox {Instance} was left by an instance that ended without a farewell: {Lost} records are missing, {InFlight} calls were cut off")]
        public static partial void Lost(ILogger logger, string instance, long lost, long inFlight);

        [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "No price is known for {Deployment}; its calls are recorded without a cost. Give it prices in the catalog")]
        public static partial void Unpriced(ILogger logger, string deployment);

        [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The ledger waits for the database, records stay in the outbox: {Reason}")]
        public static partial void DatabaseDown(ILogger logger, string reason);

        [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "An entry of {File} is whole but cannot be understood; it is left out")]
        public static partial void Unreadable(ILogger logger, string file);
    }
}
