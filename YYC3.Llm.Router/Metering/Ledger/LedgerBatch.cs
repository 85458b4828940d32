using YYC3.Llm.Router.Metering.Prices;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>Some of what an outbox holds.</summary>
/// <param name="Records">Attempts.</param>
/// <param name="Prices">Prices that records name.</param>
internal sealed record LedgerBatch(List<UsageRecord> Records, List<Price> Prices);
