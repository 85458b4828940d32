namespace YYC3.Llm.Router.Budgets;

/// <summary>What came of asking for a lease.</summary>
/// <param name="More">What was granted on top.</param>
/// <param name="Outstanding">What other instances hold and may give back.</param>
/// <param name="Unspent">What there would be if everybody gave back everything unused.</param>
/// <param name="Known">Whether the database still had this instance's lease.</param>
internal readonly record struct LeaseAnswer(decimal More, decimal Outstanding, decimal Unspent, bool Known);
