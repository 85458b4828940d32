namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>A column of <c>usage_records</c>. One of the three reads its value; the others are null.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">A text.</param>
/// <param name="Number">A whole number.</param>
/// <param name="Amount">An exact amount.</param>
internal sealed record LedgerColumn(string Name, Func<UsageRecord, string?>? Text, Func<UsageRecord, long?>? Number, Func<UsageRecord, decimal?>? Amount);
